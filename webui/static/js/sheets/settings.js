// How the device looks and sounds; every touch is kept at once.

import { byId, setText } from "../dom.js";
import { Sheet } from "./sheet.js";

const NUMBERS = ["break_reminder_min"];
const SWITCHES = ["voice", "sounds", "gestures"];

export class SettingsSheet extends Sheet {
  constructor(tools) {
    super("settings", tools);
    this.preferences = null;
    this.list = byId("settings-list");
    this.shutDown = byId("settings-shut-down");
    this.list.addEventListener("click", (event) => {
      const choice = event.target.closest("button");
      if (choice) this.touched(choice);
    });
    this.shutDown.addEventListener("click", () => this.switchOff());
  }

  open() {
    this.wish(async () => {
      const link = await this.server.get("/machine/link.json");
      this.shutDown.hidden = !link.can_shut_down;
    });
  }

  show({ preferences }) {
    this.preferences = preferences;
    for (const setting of this.list.querySelectorAll("[data-setting]")) {
      const value = String(preferences[setting.dataset.setting]);
      for (const choice of setting.querySelectorAll("button")) {
        const pressed = String(choice.dataset.value === value);
        if (choice.getAttribute("aria-pressed") !== pressed) choice.setAttribute("aria-pressed", pressed);
      }
    }
    setText(byId("settings-volume"), this.words.say("settings.percent", { count: preferences.volume }));
  }

  touched(choice) {
    const name = choice.closest("fieldset").dataset.setting;
    if (!name) {
      const volume = Math.min(100, Math.max(0, this.preferences.volume + Number(choice.dataset.step)));
      this.put({ volume });
      return;
    }
    const { value } = choice.dataset;
    if (SWITCHES.includes(name)) this.put({ [name]: value === "true" });
    else this.put({ [name]: NUMBERS.includes(name) ? Number(value) : value });
  }

  put(change) {
    this.wish(() => this.server.post("/household/preferences", { ...this.preferences, ...change }));
  }

  async switchOff() {
    const sure = await this.confirm.ask({
      text: this.words.say("shut_down.sure"),
      more: this.words.say("shut_down.how_back"),
      yes: this.words.say("settings.shut_down"),
    });
    if (!sure) return;
    const done = await this.wish(() => this.server.post("/machine/shut-down", {}));
    if (done) this.toast.say(this.words.say("shut_down.doing"));
  }
}
