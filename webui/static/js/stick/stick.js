// The page of the USB stick. What is being done and how it went comes from the device, so it outlasts this page.

import { Confirm } from "../confirm.js";
import { byId, setShown, setText } from "../dom.js";
import { Refused, Server } from "../server.js";
import { Words } from "../words.js";
import { ignoreEchoes } from "./echo.js";
import { Offer } from "./offer.js";
import { Passphrase } from "./passphrase.js";
import { Told, mayTryAgain } from "./told.js";

const EVERY_MS = 1000;
// From there on the device may be used again: only the verdict is waited for.
const LAST_STEP = "judging";

function meta(name) {
  return document.querySelector(`meta[name=matside-${name}]`).content;
}

// No sticks here (any more), or a server that only waits: for room on the disk, say.
function leadsHome(error) {
  return error instanceof Refused && [404, 503].includes(error.status);
}

class StickPage {
  constructor(server, words) {
    this.server = server;
    this.words = words;
    this.state = null;
    this.place = "choose";
    this.chosen = null;
    // Whether another stick was plugged in since the last look failed.
    this.another = false;
    // How often something was begun here: what the device said before is old then.
    this.begun = 0;
    this.beginning = false;
    this.confirm = new Confirm();
    this.told = new Told(words, (outcome) => this.goOn(outcome));
    this.offer = new Offer(words, (backup) => this.typeOf(backup));
    const { shortest, longest } = byId("stick").dataset;
    this.passphrase = new Passphrase({
      words,
      shortest: Number(shortest),
      longest: Number(longest),
      onLeave: () => this.go(this.chosen ? "which" : "explain"),
    });
    byId("stick-backup").addEventListener("click", () => this.go("explain"));
    byId("stick-restore").addEventListener("click", () => this.go("which"));
    byId("stick-update").addEventListener("click", () => this.update());
    byId("stick-type").addEventListener("click", () => this.typeNew());
    byId("stick-back").addEventListener("click", (event) => this.back(event));
  }

  say(id) {
    setText(byId("stick-said"), id ? this.words.say(id) : "");
  }

  async poll() {
    const { begun } = this;
    try {
      const state = await this.server.get("/stick/state.json");
      if (!this.beginning && begun === this.begun) this.obey(state);
    } catch (error) {
      this.lost(error);
    }
  }

  lost(error) {
    console.warn(error);
    // It is there, but has nothing to do with sticks: the first page says why.
    if (leadsHome(error)) location.assign("/");
    else if (error instanceof Refused && error.status < 500) this.say("toast.refused");
    else this.away();
  }

  away() {
    this.settle();
    this.told.away(this.state?.doing);
    this.lay("told", false);
  }

  obey(state) {
    if (state.boot !== meta("boot")) location.reload();
    // Whatever hand has begun it: the session comes first.
    else if (state.exercising) location.assign("/");
    else {
      this.state = state;
      this.show();
    }
  }

  show() {
    const { doing, step, plugged_in: pluggedIn, contents, outcome, seen } = this.state;
    if (!pluggedIn) this.another = true;
    const lookFailed = outcome?.of === "look" && outcome.trouble !== null && pluggedIn && !this.another;
    const wentSomehow = outcome !== null && outcome.of !== "look" && !seen;
    if (doing) {
      this.settle();
      this.told.doing(doing, step);
      this.lay("told", doing === "look" || doing === "backup" || step === LAST_STEP);
    } else if (wentSomehow || lookFailed) {
      this.settle();
      this.told.went(outcome, pluggedIn);
      this.lay("told", mayTryAgain(outcome));
    } else if (!pluggedIn) {
      this.settle();
      this.chosen = null;
      this.told.nothingPluggedIn();
      this.lay("told", true);
    } else if (contents === null) {
      this.told.doing("look", null);
      this.lay("told", true);
      this.look();
    } else {
      this.another = false;
      this.offer.show(contents);
      this.lay(this.place, this.place !== "type");
    }
  }

  // Nothing that was begun on this page goes on: what was typed is forgotten.
  settle() {
    this.confirm.close(false);
    this.passphrase.forget();
    this.say(null);
    this.place = "choose";
  }

  lay(place, withBack) {
    for (const box of document.querySelectorAll("[data-place]")) setShown(box, box.dataset.place === place);
    setShown(byId("stick-back"), withBack);
    setShown(byId("stick-type"), place === "explain");
    const goOn = byId("stick-on");
    if (place !== "told") setShown(goOn, false);
    setShown(byId("stick-foot"), withBack || !goOn.hidden);
  }

  go(place) {
    this.passphrase.forget();
    this.say(null);
    this.place = place;
    this.show();
  }

  // From inside to what can be done, from there to the settings; what was told and failed is read.
  back(event) {
    const { outcome } = this.told;
    const tellsOfMore = !byId("stick-on").hidden && outcome.of !== "look";
    if (this.place === "choose" && !tellsOfMore) return;
    event.preventDefault();
    if (tellsOfMore) this.read();
    else this.go("choose");
  }

  typeNew() {
    this.chosen = null;
    this.go("type");
    this.passphrase.askNew((passphrase) => this.order("backup", { passphrase }));
  }

  typeOf(backup) {
    this.chosen = backup;
    this.go("type");
    this.passphrase.askOf(backup.date, async (passphrase) => {
      const sure = await this.confirm.ask({
        text: this.words.say("stick.restore_sure", { date: backup.date }),
        more: this.restoreMore(),
        yes: this.words.say("stick.bring_back"),
      });
      if (sure) this.order("restore", { name: backup.name, passphrase });
    });
  }

  restoreMore() {
    const { unsent } = this.state;
    const lost = unsent > 0 ? `${this.words.say("stick.unsent", { count: unsent })} ` : "";
    return lost + this.words.say("stick.restore_more");
  }

  async update() {
    const { name, version } = this.state.contents.update;
    const sure = await this.confirm.ask({
      text: this.words.say("stick.update_sure", { version }),
      more: this.words.say("stick.update_more"),
      yes: this.words.say("stick.install"),
    });
    if (sure) this.order("update", { name });
  }

  look() {
    this.another = false;
    this.order("look", {});
  }

  // Begins something; what was typed for it is forgotten before anything comes back.
  async order(what, body) {
    this.begun += 1;
    this.beginning = true;
    const answer = this.server.post(`/stick/${what}`, body);
    this.settle();
    this.told.doing(what, null);
    this.lay("told", false);
    try {
      await answer;
      this.beginning = false;
      await this.poll();
    } catch (error) {
      // Not at once again: the next look at the state says what to do.
      this.beginning = false;
      this.lost(error);
    }
  }

  async goOn(outcome) {
    if (outcome.of === "look") {
      this.look();
      return;
    }
    await this.read();
    // The passphrase was mistyped: only that is asked again.
    const { contents } = this.state;
    const isThere = contents?.backups.some(({ name }) => name === this.chosen?.name);
    if (outcome.trouble === "wrong_passphrase" && isThere) this.typeOf(this.chosen);
  }

  // A person has read how it went.
  async read() {
    try {
      await this.server.post("/stick/seen", {});
    } catch (error) {
      this.lost(error);
    }
    await this.poll();
  }
}

async function start() {
  ignoreEchoes(document);
  document.addEventListener("contextmenu", (event) => event.preventDefault());
  const server = new Server(meta("token"));
  const words = new Words(await server.get("/words.json"), document.documentElement.lang);
  const page = new StickPage(server, words);
  const again = async () => {
    await page.poll();
    setTimeout(again, EVERY_MS);
  };
  again();
}

// The server may end between the page and its data.
start().catch((error) => {
  console.warn(error);
  if (leadsHome(error)) location.assign("/");
  else setTimeout(() => location.reload(), EVERY_MS);
});
