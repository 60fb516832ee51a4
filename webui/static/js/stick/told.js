// What is happening to the stick, and how it went: one calm sentence, why, and whether the stick may be pulled out.

import { byId, setAttribute, setIcon, setShown, setText } from "../dom.js";

const STARTS_AGAIN = ["restore", "update"];

export function mayTryAgain({ of, trouble }) {
  return of === "look" || trouble === "wrong_passphrase";
}

export class Told {
  // onGoOn(outcome): a person has read how it went.
  constructor(words, onGoOn) {
    this.words = words;
    this.outcome = null;
    this.goOn = byId("stick-on");
    this.goOn.addEventListener("click", () => onGoOn(this.outcome));
  }

  nothingPluggedIn() {
    const { words } = this;
    this.tell({ icon: "stick", title: words.say("stick.plug_in"), why: words.say("stick.plug_in_why") });
  }

  doing(doing, step) {
    const { words } = this;
    const why = step ? words.say(`stick_step.${step}`) : "";
    const minutes = STARTS_AGAIN.includes(doing) ? words.say("stick.minutes") : "";
    this.tell({ icon: "", title: words.say(`stick_doing.${doing}`), why, detail: minutes, stick: "stick.leave_in" });
  }

  // The server is gone; doing: what was being done, if anything.
  away(doing) {
    const { words } = this;
    const long = STARTS_AGAIN.includes(doing);
    this.tell({
      icon: "",
      title: words.say("stick.away"),
      why: words.say("stick.away_why"),
      detail: long ? words.say("stick.minutes") : "",
      stick: long ? "stick.leave_in" : "",
    });
  }

  went(outcome, pluggedIn) {
    const { words } = this;
    const { of, trouble, version, detail } = outcome;
    const written = of === "backup" ? words.say("stick.written_down") : "";
    this.tell({
      icon: trouble ? "correct" : "good",
      title: trouble ? this.failed(of, trouble) : words.say(`stick_done.${of}`, { version }),
      why: trouble ? this.why(of, trouble, version) : written,
      detail: trouble === "failed" ? detail : "",
      foreign: true,
      stick: pluggedIn ? "stick.pull_out" : "",
      button: mayTryAgain(outcome) ? "stick.again" : "button.done",
    });
    this.outcome = outcome;
  }

  failed(of, trouble) {
    return trouble === "went_back" ? this.words.say("stick.went_back") : this.words.say(`stick_failed.${of}`);
  }

  // A backup needs room on the stick, what comes from a stick needs it here.
  why(of, trouble, version) {
    if (trouble === "full" && STARTS_AGAIN.includes(of)) return this.words.say("stick.device_full");
    return this.words.say(`stick_trouble.${trouble}`, { version });
  }

  // icon: "" for something that goes on; stick, button: ids of sentences; foreign: the detail is an engineer's.
  tell({ icon, title, why, detail = "", foreign = false, stick = "", button = "" }) {
    this.outcome = null;
    const mark = byId("stick-mark");
    mark.classList.toggle("stick-turning", icon === "");
    mark.classList.toggle("stick-trouble", icon === "correct");
    if (icon) setIcon(mark, icon);
    setText(byId("stick-told"), title);
    this.line("stick-why", why);
    setAttribute(byId("stick-detail"), "lang", foreign ? "en" : this.words.language);
    this.line("stick-detail", detail);
    byId("stick-detail").classList.toggle("sheet-note", foreign);
    byId("stick-detail").parentElement.classList.toggle("stick-long", foreign && detail !== "");
    this.line("stick-pull", stick ? this.words.say(stick) : "");
    byId("stick-pull").classList.toggle("stick-leave", stick === "stick.leave_in");
    setShown(this.goOn, button !== "");
    if (!button) return;
    setText(this.goOn.querySelector("span"), this.words.say(button));
    setIcon(this.goOn, button === "stick.again" ? "bring-back" : "good");
  }

  line(id, text) {
    setText(byId(id), text);
    setShown(byId(id), text !== "");
  }
}
