// The networks in the air, looked for again and again, and the password of the one that was touched.

import { byId, make, setShown, setText } from "../dom.js";
import { Keys } from "./keys.js";

const AGAIN_MS = 5000;
const LONGEST_PASSWORD = 63;

export class WifiStep {
  constructor({ server, words, say, done }) {
    this.server = server;
    this.words = words;
    this.say = say;
    this.done = done;
    this.chosen = null;
    this.shown = "";
    this.list = byId("wifi-networks");
    this.field = byId("wifi-password");
    this.keys = new Keys(byId("wifi-keys"), words, LONGEST_PASSWORD, (text) => this.typed(text));
    byId("wifi-cancel").addEventListener("click", () => this.type(null));
    byId("wifi-join").addEventListener("click", () => this.join(this.chosen, this.keys.text));
    this.look();
  }

  async look() {
    try {
      this.show(await this.server.get("/set-up/networks.json"));
    } catch (error) {
      console.warn(error);
      this.say("set_up.wifi_trouble");
    }
    setTimeout(() => this.look(), AGAIN_MS);
  }

  show({ radio, on, networks }) {
    const why = radio ? (on ? "set_up.wifi_why" : "set_up.wifi_off") : "set_up.wifi_none";
    setText(byId("wifi-why"), this.words.say(why));
    setShown(byId("wifi-country"), radio && !on);
    const told = JSON.stringify(networks);
    if (told === this.shown) return;
    this.shown = told;
    this.list.replaceChildren(...networks.map((network) => this.row(network)));
    const joined = networks.some((network) => network.in_use);
    if (joined) this.done();
  }

  row(network) {
    const told = network.in_use ? this.words.say("set_up.in_use") : this.words.say("settings.percent", { count: network.strength_percent });
    const row = make("button", "set-up-network", make("span", "", network.ssid), make("span", "", told));
    row.type = "button";
    row.setAttribute("aria-pressed", String(network.in_use));
    row.addEventListener("click", () => (network.secured ? this.type(network) : this.join(network, "")));
    return row;
  }

  // Shows the keys for this network's password; null: the list again.
  type(network) {
    this.chosen = network;
    this.keys.put("");
    this.say(null);
    if (network) setText(byId("wifi-name"), this.words.say("set_up.password_of", { network: network.ssid }));
    for (const id of ["wifi-why", "wifi-networks", "set-up-foot"]) setShown(byId(id), !network);
    setShown(byId("wifi-typing"), Boolean(network));
  }

  typed(text) {
    this.field.replaceChildren(make("bdi", "", text));
  }

  async join(network, password) {
    const touched = byId("wifi-join");
    touched.disabled = true;
    this.say("set_up.joining");
    try {
      await this.server.post("/set-up/join", { ssid: network.ssid, password });
      this.type(null);
      this.say(null);
      this.show(await this.server.get("/set-up/networks.json"));
    } catch (error) {
      console.warn(error);
      this.say("set_up.join_failed");
    }
    touched.disabled = false;
  }
}
