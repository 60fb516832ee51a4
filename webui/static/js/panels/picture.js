// The live picture with the stick figure, or the figure alone, or why there is neither.

import { sees } from "../camera.js";
import { byId, setAttribute, setDrawn, setShown, setText } from "../dom.js";
import { figureOf } from "../figures.js";
import { PictureStream } from "../picture_stream.js";
import { Skeleton } from "../skeleton.js";

const ARROWS = { back: "away", closer: "closer", left: "left", right: "right" };

export class PicturePanel {
  constructor(words) {
    this.words = words;
    this.box = byId("picture");
    this.image = byId("picture-image");
    this.outline = byId("picture-outline");
    this.move = byId("picture-move");
    this.mark = byId("picture-mark");
    this.state = byId("picture-state");
    this.pen = this.image.getContext("2d", { alpha: false });
    this.skeleton = new Skeleton(byId("picture-skeleton"), this.image);
    this.stream = new PictureStream("/live/picture", (bitmap) => this.draw(bitmap));
    this.figureOnly = false;
    this.shaped = false;
  }

  show(view, card) {
    const live = sees(view);
    this.follow(view.preferences.picture === "figure", live);
    setShown(this.mark, view.camera === "demo");
    setShown(this.state, !live);
    if (!live) setText(this.state, this.words.say(`camera.${view.camera}`));
    this.skeleton.show(live ? view.skeleton : null);
    this.guide(view, card, live && view.phase === "preparing");
  }

  // Without the picture one frame is still looked at: it tells the shape that the figure is drawn in.
  follow(figureOnly, live) {
    if (figureOnly !== this.figureOnly) this.close();
    this.figureOnly = figureOnly;
    setAttribute(this.box, "data-figure", String(figureOnly));
    if (!live) this.close();
    else if (!this.stream.isOpen && !(figureOnly && this.shaped)) this.stream.open();
  }

  // Where to be: an outline until the person is seen, and an arrow.
  guide(view, card, guiding) {
    setDrawn(this.outline, guiding && view.reason !== null);
    if (guiding) setAttribute(this.outline.firstElementChild, "href", `#${figureOf(card)}`);
    setDrawn(this.move, guiding && view.move !== null);
    if (!guiding || view.move === null) return;
    setAttribute(this.move, "data-to", view.move);
    setAttribute(this.move.firstElementChild, "href", `#icon-${ARROWS[view.move]}`);
  }

  draw(bitmap) {
    const { width, height } = bitmap;
    if (this.image.width !== width || this.image.height !== height) {
      this.image.width = width;
      this.image.height = height;
      this.box.style.setProperty("--shape", String(width / height));
    }
    this.shaped = true;
    if (this.figureOnly) this.stream.close();
    else this.pen.drawImage(bitmap, 0, 0);
    setShown(this.image, !this.figureOnly);
  }

  // Ends the stream too: nobody looks at it now.
  close() {
    this.shaped = false;
    if (this.stream.isOpen) this.stream.close();
    setShown(this.image, false);
    this.skeleton.show(null);
  }
}
