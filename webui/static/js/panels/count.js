// The figures that are read from three metres: repetitions or seconds, their target, and how far the movement goes.

import { byId, setAttribute, setBar, setShown, setText } from "../dom.js";
import { isHold, isReached } from "../dose.js";
import { Pacer } from "./pacer.js";

export class CountPanel {
  constructor(words) {
    this.words = words;
    this.box = byId("count");
    this.number = byId("count-number");
    this.figure = byId("count-figure");
    this.label = byId("count-label");
    this.target = byId("count-target");
    this.range = byId("range");
    this.pacer = new Pacer(byId("pacer"));
  }

  show(view, planned, card) {
    const active = view.phase === "active";
    const counting = view.phase === "countdown";
    setShown(this.box, active || counting);
    if (counting) this.showCountdown(view);
    if (active) this.showCount(view, planned, card);
  }

  showCountdown(view) {
    const left = String(Math.max(1, Math.ceil(view.seconds_left ?? 0)));
    this.write(left, this.words.say("session.begins"), left);
    setAttribute(this.box, "data-reached", "false");
    setShown(this.range, false);
  }

  showCount(view, planned, card) {
    const hold = isHold(planned);
    const count = hold ? Math.floor(view.hold_s) : view.reps;
    const target = hold ? Math.round(planned.hold_s) : planned.reps;
    this.write(String(count), this.targetText(view, planned, hold, target), this.labelText(hold, count, target));
    setAttribute(this.box, "data-reached", String(view.set_done || isReached(planned, view)));
    setShown(this.range, true);
    setAttribute(this.range, "aria-label", this.words.say(hold ? "count.held" : "count.range"));
    setBar(this.range, this.share(view, planned, hold));
    this.pacer.follow(hold || view.holding_s > 0 ? null : card?.tempo_s ?? null, view.progress);
  }

  write(figure, below, label) {
    setText(this.figure, figure);
    setAttribute(this.number, "data-digits", String(figure.length));
    setText(this.target, below);
    setText(this.label, label);
  }

  share(view, planned, hold) {
    if (hold) return view.hold_s / planned.hold_s;
    return view.holding_s > 0 && planned.hold_s ? view.holding_s / planned.hold_s : view.progress;
  }

  targetText(view, planned, hold, target) {
    if (hold) return this.words.say("count.of_seconds", { target });
    if (view.holding_s > 0) return this.words.say("count.holding", { count: Math.floor(view.holding_s) });
    return target === null ? this.words.say("count.reps") : this.words.say("count.of", { target });
  }

  labelText(hold, count, target) {
    const kind = `count.label_${hold ? "hold" : "reps"}`;
    return target === null ? this.words.say(`${kind}_free`, { count }) : this.words.say(kind, { count, target });
  }
}
