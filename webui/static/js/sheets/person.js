// A person's first name and picture: a new one, or the one who is chosen.

import { byId, drawing, make, setShown, setText } from "../dom.js";
import { Keyboard } from "./keyboard.js";
import { Sheet } from "./sheet.js";

const LONGEST_NAME = 20;

export class PersonSheet extends Sheet {
  constructor(tools) {
    super("person", tools);
    this.name = byId("person-name");
    this.save = byId("person-save");
    this.person = null;
    this.picture = "sun";
    this.keyboard = new Keyboard(byId("person-keys"), this.words, LONGEST_NAME, (text) => this.showName(text));
    // Whoever has a keyboard may use it.
    document.addEventListener("keydown", (event) => this.typed(event));
    this.save.addEventListener("click", () => this.keep());
    byId("person-remove").addEventListener("click", () => this.remove());
  }

  open(argument, view) {
    this.person = argument === "new" ? null : view.profile;
    setText(byId("person-title"), this.words.say(this.person ? "people.change" : "people.new"));
    setShown(byId("person-remove"), this.person !== null && view.profiles > 1);
    this.keyboard.put(this.person?.name ?? "");
    this.wish(async () => {
      const { pictures, people } = await this.server.get("/household/people.json");
      const taken = people.map((other) => other.picture);
      this.picture = this.person?.picture ?? pictures.find((name) => !taken.includes(name)) ?? pictures[0];
      byId("person-pictures").replaceChildren(...pictures.map((name) => this.choice(name)));
      this.showPicture();
    });
  }

  typed(event) {
    if (this.box.hidden || event.target.closest("button, a") || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Backspace") this.keyboard.put(this.keyboard.text.slice(0, -1));
    else if ([...event.key].length === 1) this.keyboard.add(event.key);
  }

  showName(text) {
    setText(this.name, text);
    this.save.disabled = text.trim() === "";
  }

  choice(name) {
    const button = make("button", "choice", drawing(`picture-${name}`));
    button.type = "button";
    button.dataset.picture = name;
    button.setAttribute("aria-label", this.words.say(`picture.${name}`));
    button.addEventListener("click", () => {
      this.picture = name;
      this.showPicture();
    });
    return button;
  }

  showPicture() {
    for (const button of byId("person-pictures").children) {
      button.setAttribute("aria-pressed", String(button.dataset.picture === this.picture));
    }
  }

  async keep() {
    const told = { name: this.keyboard.text, picture: this.picture };
    const done = await this.wish(() => (this.person
      ? this.server.post("/household/people/change", { id: this.person.id, ...told })
      : this.server.post("/household/people", told)));
    if (done) location.hash = "#/people";
  }

  async remove() {
    const sure = await this.confirm.ask({
      text: this.words.say("people.remove_sure", { name: this.person.name || this.words.say("people.somebody") }),
      more: this.words.say("people.no_way_back"),
      yes: this.words.say("people.remove"),
    });
    if (!sure) return;
    const done = await this.wish(() => this.server.post("/household/people/remove", { id: this.person.id }));
    if (done) location.hash = "#/people";
  }
}
