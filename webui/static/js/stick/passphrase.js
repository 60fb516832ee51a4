// A passphrase to type: seen while it is typed, typed again where it is a new one, forgotten once it was handed on.

import { byId, make, setText } from "../dom.js";
import { Keys } from "../setup/keys.js";

export class Passphrase {
  constructor({ words, shortest, longest, onLeave }) {
    this.words = words;
    this.shortest = shortest;
    this.onLeave = onLeave;
    this.typedButton = byId("stick-typed");
    this.keys = new Keys(byId("stick-keys"), words, longest, (text) => this.changed(text));
    this.typedButton.addEventListener("click", () => this.typed());
    byId("stick-untype").addEventListener("click", () => this.back());
    this.onReady = null;
    this.isNew = false;
    this.first = null;
  }

  // A new one; onReady(passphrase) once both were the same.
  askNew(onReady) {
    this.forget();
    this.onReady = onReady;
    this.isNew = true;
    this.ask(this.words.say("stick.secret_choose"), "button.continue");
  }

  // The one of a backup; onReady(passphrase).
  askOf(date, onReady) {
    this.forget();
    this.onReady = onReady;
    this.ask(this.words.say("stick.secret_of", { date }), "stick.bring_back");
  }

  forget() {
    if (this.onReady === null) return;
    this.onReady = null;
    this.isNew = false;
    this.first = null;
    this.keys.put("");
  }

  ask(title, button) {
    this.title(title);
    setText(this.typedButton.querySelector("span"), this.words.say(button));
    this.keys.lay("small");
    this.keys.put("");
  }

  // differs: the title says that something was mistyped.
  title(title, differs = false) {
    setText(byId("stick-asked"), title);
    byId("stick-asked").classList.toggle("stick-differs", differs);
  }

  changed(text) {
    byId("stick-secret").replaceChildren(...(text ? [make("bdi", "", text)] : []));
    const missing = this.shortest - text.length;
    setText(byId("stick-short"), missing > 0 ? this.words.say("stick.secret_short", { count: missing }) : "");
    this.typedButton.disabled = missing > 0;
  }

  typed() {
    const { text } = this.keys;
    if (!this.isNew) {
      this.onReady?.(text);
    } else if (this.first === null) {
      this.first = text;
      this.ask(this.words.say("stick.secret_again"), "button.save");
    } else if (text === this.first) {
      this.onReady?.(text);
    } else {
      this.keys.put("");
      this.title(this.words.say("stick.secret_differs"), true);
      setText(byId("stick-short"), "");
    }
  }

  // From the repetition to the first time, from there out of it.
  back() {
    const { onReady, isNew, first } = this;
    if (isNew && first !== null) this.askNew(onReady);
    else this.onLeave();
  }
}
