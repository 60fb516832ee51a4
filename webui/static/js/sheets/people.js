// Who exercises: one touch chooses.

import { byId, drawing, make, setShown } from "../dom.js";
import { Sheet } from "./sheet.js";

const MOST = 8;

export class PeopleSheet extends Sheet {
  constructor(tools) {
    super("people", tools);
    this.drawn = "";
  }

  open(_argument, view) {
    this.load(view.profile?.id);
  }

  // Another screen may have added or chosen somebody.
  show(view) {
    const known = JSON.stringify([view.profile, view.profiles]);
    if (known === this.drawn) return;
    this.drawn = known;
    this.load(view.profile?.id);
  }

  load(chosen) {
    this.wish(async () => {
      const { people } = await this.server.get("/household/people.json");
      byId("people-list").replaceChildren(...people.map((person) => this.tile(person, person.id === chosen)));
      setShown(byId("people-full"), people.length >= MOST);
      setShown(this.box.querySelector(".people-add"), people.length < MOST);
    });
  }

  tile({ id, name, picture }, chosen) {
    const button = make("button", "person", drawing(`picture-${picture}`),
      make("span", "", name || this.words.say("people.somebody")));
    button.type = "button";
    button.setAttribute("aria-pressed", String(chosen));
    button.addEventListener("click", async () => {
      const done = await this.wish(() => this.server.post("/household/people/choose", { id }));
      if (done) location.hash = "#/";
    });
    return make("li", "", button);
  }
}
