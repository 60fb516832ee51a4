// A person's own data: taken along, or deleted.

import { byId } from "../dom.js";
import { Sheet } from "./sheet.js";

export class DataSheet extends Sheet {
  constructor(tools) {
    super("data", tools);
    byId("data-delete").addEventListener("click", () => this.deleteAll());
  }

  async deleteAll() {
    const sure = await this.confirm.ask({
      text: this.words.say("data.delete_sure"),
      more: this.words.say("people.no_way_back"),
      yes: this.words.say("data.delete_yes"),
    });
    if (!sure) return;
    const done = await this.wish(() => this.server.post("/household/delete", {}));
    if (done) this.toast.say(this.words.say("data.deleted"));
  }
}
