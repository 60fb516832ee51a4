// The figures that are read from three metres: repetitions or seconds, their target, and how far the movement goes.

import { byId, setAttribute, setShown, setText } from "../dom.js";
import { isHold, isReached } from "../dose.js";

export class CountPanel {
  constructor(words) {
    this.words = words;
    this.box = byId("count");
    this.number = byId("count-number");
    this.figure = byId("count-figure");
    this.label = byId("count-label");
    this.target = byId("count-target");
    this.paused = byId("count-paused");
    this.range = byId("range");
    this.filled = this.range.firstElementChild;
  }

  show(view, planned) {
    const shown = view.phase === "active" || view.phase === "paused";
    setShown(this.box, shown);
    if (!shown) return;
    const holdOnly = isHold(planned);
    const count = holdOnly ? Math.floor(view.hold_s) : view.reps;
    const target = holdOnly ? Math.round(planned.hold_s) : planned.reps;
    setText(this.figure, String(count));
    setAttribute(this.number, "data-digits", String(String(count).length));
    setText(this.target, this.targetText(view, planned, holdOnly, target));
    setText(this.label, this.labelText(holdOnly, count, target));
    setAttribute(this.box, "data-reached", String(isReached(planned, view)));
    setShown(this.paused, view.phase === "paused");
    this.showRange(view, holdOnly ? view.hold_s / planned.hold_s : view.progress);
  }

  targetText(view, planned, holdOnly, target) {
    if (holdOnly) return this.words.say("count.of_seconds", { target });
    const text = target === null ? this.words.say("count.reps") : this.words.say("count.of", { target });
    if (planned.hold_s === null || view.hold_s < 1) return text;
    return this.words.say("count.and_held", { text, count: Math.floor(view.hold_s) });
  }

  labelText(holdOnly, count, target) {
    const kind = `count.label_${holdOnly ? "hold" : "reps"}`;
    return target === null ? this.words.say(`${kind}_free`, { count }) : this.words.say(kind, { count, target });
  }

  showRange(view, share) {
    const known = share !== null && view.phase === "active";
    const percent = known ? Math.round(Math.min(Math.max(share, 0), 1) * 100) : 0;
    setAttribute(this.range, "data-known", String(known));
    if (known) setAttribute(this.range, "aria-valuenow", String(percent));
    else this.range.removeAttribute("aria-valuenow");
    this.filled.style.setProperty("--share", String(percent / 100));
  }
}
