// What every screen beside the session does: load on opening, and say it when a wish is refused.

import { byId } from "../dom.js";

export class Sheet {
  constructor(name, { server, words, cards, toast, confirm }) {
    this.box = byId(name);
    this.server = server;
    this.words = words;
    this.cards = cards;
    this.toast = toast;
    this.confirm = confirm;
  }

  show() {}

  // Does what a touch asks for; true if it was done.
  async wish(work, refused = "toast.refused") {
    try {
      await work();
      return true;
    } catch (error) {
      console.warn(error);
      this.toast.say(this.words.say(error.status ? refused : "toast.command_failed"));
      return false;
    }
  }
}
