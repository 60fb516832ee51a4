// Asks once more before something that can't be taken back.

import { byId, setShown, setText } from "./dom.js";

export class Confirm {
  constructor() {
    this.box = byId("confirm");
    this.yes = byId("confirm-yes");
    this.answer = null;
    this.yes.addEventListener("click", () => this.close(true));
    byId("confirm-no").addEventListener("click", () => this.close(false));
    this.box.addEventListener("cancel", () => this.close(false));
  }

  // Resolves to whether it was confirmed.
  ask({ text, more = "", yes }) {
    setText(byId("confirm-text"), text);
    setText(byId("confirm-more"), more);
    setShown(byId("confirm-more"), more !== "");
    setText(this.yes, yes);
    this.box.showModal();
    return new Promise((resolve) => { this.answer = resolve; });
  }

  close(answer) {
    this.box.close();
    this.answer?.(answer);
    this.answer = null;
  }
}
