// A pause: where one was, and the ways on.

import { sees } from "../camera.js";
import { byId, setShown, setText } from "../dom.js";
import { isHold } from "../dose.js";
import { fit } from "../fit.js";
import { placeOf, UNPLANNED } from "./place.js";

export class PausedPanel {
  constructor(words, cards) {
    this.words = words;
    this.cards = cards;
    this.box = byId("paused");
    new ResizeObserver(() => fit(byId("paused-words"))).observe(byId("paused-words"));
  }

  show(view) {
    const shown = view.phase === "paused";
    const wasShown = !this.box.hidden;
    setShown(this.box, shown);
    if (!shown) return;
    const planned = view.plan[view.position] ?? UNPLANNED;
    setText(byId("paused-name"), this.cards[planned.exercise]?.name ?? planned.exercise);
    setText(byId("paused-place"), placeOf(this.words, view, planned));
    setText(byId("paused-done"), this.done(view, planned));
    setText(byId("paused-hint"), this.hint(view));
    if (!wasShown) fit(byId("paused-words"));
  }

  hint(view) {
    if (sees(view)) return this.words.say("session.paused_hint");
    return `${this.words.say(`camera.${view.camera}`)} ${this.words.say("camera.goes_on")}`;
  }

  done(view, planned) {
    const kind = isHold(planned) ? "hold" : "reps";
    const count = kind === "hold" ? Math.floor(view.hold_s) : view.reps;
    const target = kind === "hold" ? Math.round(planned.hold_s) : planned.reps;
    const id = `count.label_${kind}`;
    return target === null ? this.words.say(`${id}_free`, { count }) : this.words.say(id, { count, target });
  }
}
