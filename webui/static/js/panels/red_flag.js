// A sign that asks for care: what was told, whom to call, and who knows of it.

import { byId, make, setShown, setText } from "../dom.js";
import { fit } from "../fit.js";

// Those for which minutes count: cauda equina, spreading weakness, an injury, an infection of the spine.
const NOW = ["saddle_numbness", "bladder_or_bowel", "leg_weakness", "major_trauma", "fever"];

export class RedFlagPanel {
  constructor(words) {
    this.words = words;
    this.box = byId("red_flag");
    this.body = this.box.querySelector(".red-flag-words");
    this.told = "";
    new ResizeObserver(() => fit(this.body)).observe(this.body);
  }

  show(view) {
    const shown = view.phase === "red_flag";
    setShown(this.box, shown);
    if (!shown) return;
    setText(byId("red-flag-clinic"), this.words.say(`red_flag.${this.clinic(view)}`));
    const told = view.red_flags.join(" ");
    if (told === this.told) return;
    this.told = told;
    const now = view.red_flags.some((flag) => NOW.includes(flag));
    setText(byId("red-flag-call"), this.words.say(now ? "red_flag.now" : "red_flag.today"));
    setShown(byId("red-flag-worse"), !now);
    const lines = view.red_flags.map((flag) => make("li", "", this.words.say(`told.${flag}`)));
    byId("red-flag-told").replaceChildren(...lines);
    fit(this.body);
  }

  clinic(view) {
    if (view.link === "not_configured") return "no_clinic";
    return view.outbox > 0 ? "clinic_waits" : "clinic_told";
  }
}
