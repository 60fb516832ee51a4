// The rest between sets: how long, what went well or what to mind, and what comes next.

import { byId, setAttribute, setIcon, setShown, setText } from "../dom.js";
import { setText as doseOfSet } from "../dose.js";
import { thumbnail } from "../figures.js";
import { fit } from "../fit.js";
import { UNPLANNED } from "./place.js";

export class RestPanel {
  constructor(words, cards) {
    this.words = words;
    this.cards = cards;
    this.box = byId("rest");
    this.said = byId("rest-said");
    this.ring = byId("rest-ring");
    this.whole = 1;
    this.shown = "";
    new ResizeObserver(() => fit(this.said)).observe(this.said);
  }

  show(view) {
    const shown = view.phase === "resting";
    setShown(this.box, shown);
    if (!shown) {
      this.shown = "";
      return;
    }
    const what = JSON.stringify([view.position, view.set_number, view.praise, view.tip]);
    if (what !== this.shown) {
      this.shown = what;
      this.tell(view);
    }
    const left = Math.ceil(view.seconds_left ?? 0);
    const ring = Math.max(this.whole, view.seconds_left ?? 0);
    setText(byId("rest-left"), String(left));
    // A screen reader need not hear every second.
    if (left % 10 === 0) setText(byId("rest-label"), this.words.say("session.rest_left", { count: left }));
    this.ring.style.setProperty("--share", String((view.seconds_left ?? 0) / ring));
  }

  tell(view) {
    const planned = view.plan[view.position] ?? UNPLANNED;
    const card = this.cards[planned.exercise];
    const again = view.set_number > 1;
    const before = again ? planned : view.plan[view.position - 1];
    this.whole = before?.rest_s || 1;
    const tip = view.tip && this.cards[before?.exercise]?.corrections[view.tip];
    setAttribute(this.said, "data-kind", tip ? "correct" : "good");
    setIcon(this.said, tip ? "correct" : "good");
    setText(byId("rest-text"), tip || this.words.say(`praise.${view.praise ?? "whole_dose"}`));
    const set = { number: view.set_number, total: planned.sets };
    setText(byId("rest-what"), this.words.say(again ? "session.next_set" : "session.next_exercise", set));
    setText(byId("rest-name"), card?.name ?? planned.exercise);
    setText(byId("rest-dose"), doseOfSet(this.words, planned));
    byId("rest-thumb").replaceChildren(thumbnail(card));
    fit(this.said);
  }
}
