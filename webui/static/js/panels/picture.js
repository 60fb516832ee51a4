// The live picture with the stick figure, or why there is none.

import { byId, setShown, setText } from "../dom.js";
import { PictureStream } from "../picture_stream.js";
import { Skeleton } from "../skeleton.js";

export class PicturePanel {
  constructor(words) {
    this.words = words;
    this.box = byId("picture");
    this.image = byId("picture-image");
    this.mark = byId("picture-mark");
    this.state = byId("picture-state");
    this.pen = this.image.getContext("2d", { alpha: false });
    this.skeleton = new Skeleton(byId("picture-skeleton"), this.image);
    this.stream = new PictureStream("/live/picture", (bitmap) => this.draw(bitmap));
  }

  show(view) {
    const live = view.camera === "live" || view.camera === "demo";
    if (live && !this.stream.isOpen) this.stream.open();
    if (!live) this.close();
    setShown(this.mark, view.camera === "demo");
    setShown(this.state, !live);
    if (!live) setText(this.state, view.camera_detail || this.words.say(`camera.${view.camera}`));
    this.skeleton.show(live ? view.skeleton : null);
  }

  draw(bitmap) {
    const { width, height } = bitmap;
    if (this.image.width !== width || this.image.height !== height) {
      this.image.width = width;
      this.image.height = height;
      this.box.style.setProperty("--shape", String(width / height));
    }
    this.pen.drawImage(bitmap, 0, 0);
    setShown(this.image, true);
  }

  // Ends the stream too: nobody looks at it now.
  close() {
    if (!this.stream.isOpen) return;
    this.stream.close();
    setShown(this.image, false);
    this.skeleton.show(null);
  }
}
