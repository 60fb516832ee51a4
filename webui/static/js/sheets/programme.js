// The programmes: what is in them, why, and which one is followed.

import { byId, make, setShown } from "../dom.js";
import { Sheet } from "./sheet.js";

export class ProgrammeSheet extends Sheet {
  constructor(tools) {
    super("programme", tools);
    this.drawn = "";
  }

  open() {
    this.drawn = "";
  }

  show(view) {
    setShown(byId("programme-clinic"), view.today.plan_source === "clinic");
    const chosen = view.profile?.programme ?? view.today.programme;
    if (chosen === this.drawn) return;
    this.drawn = chosen;
    this.wish(async () => {
      const programmes = await this.server.get("/household/programmes.json");
      byId("programme-list").replaceChildren(...programmes.map((card) => this.card(card, card.id === chosen)));
    });
  }

  card(programme, chosen) {
    const parts = [
      make("h2", "", programme.name),
      make("p", "", programme.about),
      make("p", "card-note", this.reviewed(programme)),
      this.names("programme.exercises", programme.exercises),
      this.names("programme.avoid", programme.avoid),
      this.limits(programme.exercises),
      this.line("programme.sources", programme.sources.join("; ")),
      chosen ? make("p", "card-chosen", `✓ ${this.words.say("programme.chosen")}`) : this.choose(programme.id),
    ];
    const card = make("section", "card", ...parts.filter(Boolean));
    card.setAttribute("aria-current", String(chosen));
    return card;
  }

  reviewed({ reviewed_by: name }) {
    return name ? this.words.say("home.reviewed_by", { name }) : this.words.say("home.unreviewed");
  }

  names(title, exercises) {
    return this.line(title, exercises.map((id) => this.cards[id]?.name ?? id).join(", "));
  }

  // What the camera can't see in each exercise, for who wants to know.
  limits(exercises) {
    const known = exercises.map((id) => this.cards[id]).filter((card) => card?.limits?.length);
    if (!known.length) return null;
    const items = known.map((card) => make("li", "", make("strong", "", card.name), `: ${card.limits.join(" ")}`));
    return make("details", "card-limits", make("summary", "", this.words.say("programme.limits")), make("ul", "", ...items));
  }

  line(title, text) {
    return text && make("p", "card-line", make("strong", "", this.words.say(title)), `: ${text}`);
  }

  choose(id) {
    const button = make("button", "button", this.words.say("programme.choose"));
    button.type = "button";
    button.addEventListener("click", () => this.wish(() => this.server.post("/household/programme", { id })));
    return button;
  }
}
