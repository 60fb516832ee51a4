// The live picture with the stick figure, or why there is none.

import { byId, setAttribute, setShown, setText } from "../dom.js";
import { Skeleton } from "../skeleton.js";

export class PicturePanel {
  constructor(words) {
    this.words = words;
    this.box = byId("picture");
    this.image = byId("picture-image");
    this.mark = byId("picture-mark");
    this.state = byId("picture-state");
    this.skeleton = new Skeleton(byId("picture-skeleton"), this.image);
    this.opened = 0;
    this.image.addEventListener("load", () => this.shape());
  }

  show(view) {
    const live = view.camera === "live" || view.camera === "demo";
    if (live && !this.image.hasAttribute("src")) this.open();
    if (!live) this.close();
    setAttribute(this.box, "data-camera", view.camera);
    setShown(this.mark, view.camera === "demo");
    setShown(this.state, !live);
    if (!live) {
      setText(this.state, view.camera_detail || this.words.say(`camera.${view.camera}`));
    }
    this.skeleton.show(live ? view.skeleton : null);
  }

  // The box takes the picture's shape where there is room for it.
  shape() {
    const { naturalWidth, naturalHeight } = this.image;
    if (naturalWidth) this.box.style.setProperty("--shape", String(naturalWidth / naturalHeight));
  }

  // A new address each time: the browser must not take up a stream that has ended.
  open() {
    this.opened += 1;
    this.image.src = `/live/picture?${this.opened}`;
    setShown(this.image, true);
  }

  // Ends the stream too: nobody looks at it now.
  close() {
    if (!this.image.hasAttribute("src")) return;
    this.image.removeAttribute("src");
    setShown(this.image, false);
    this.skeleton.show(null);
  }
}
