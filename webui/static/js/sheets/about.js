// What this device is, and how its parts are.

import { byId, make } from "../dom.js";
import { Sheet } from "./sheet.js";

export class AboutSheet extends Sheet {
  constructor(tools) {
    super("about", tools);
  }

  open() {
    this.wish(async () => {
      const parts = Object.entries(await this.server.get("/health.json"));
      byId("about-parts").replaceChildren(...parts.flatMap(([name, state]) => [
        make("dt", "", this.words.find(`part_of_device.${name}`) ?? name),
        make("dd", "", this.words.find(`${name}.${state}`) ?? state),
      ]));
    });
  }
}
