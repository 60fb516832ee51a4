// One question a screen: red flags, pain, where it hurts, why to stop, how hard it was.

import { byId, icon, make, orderButton, setBar, setShown, setText } from "../dom.js";
import { fit } from "../fit.js";
import { BodyMap } from "./body_map.js";
import { scale } from "./scale.js";

const PHASES = ["screening", "hurting", "rating"];
const REASONS = ["pain", "tired", "no_time", "too_hard", "other"];
const HINTS = { red_flag: "answer", pain_before: "scale", pain_after: "scale", how_much: "scale", exertion: "scale", stop_reason: "scale", go_on: "go_on_or_stop" };
const HELP = { where: "where_hint", go_on: "go_on_hint", stop_reason: "stop_reason_hint" };

export class QuestionPanel {
  constructor(words) {
    this.words = words;
    this.box = byId("question");
    this.asked = byId("question-asked");
    this.answers = byId("question-answers");
    this.foot = byId("question-foot");
    this.shown = "";
    new ResizeObserver(() => fit(this.asked)).observe(this.asked);
  }

  show(view) {
    const shown = PHASES.includes(view.phase) && view.question !== null;
    setShown(this.box, shown);
    const what = shown ? JSON.stringify([view.phase, view.question, view.subject]) : "";
    if (what !== this.shown) {
      this.shown = what;
      this.answers.replaceChildren();
      if (shown) this.ask(view);
    }
    if (shown) this.propose(view);
  }

  ask(view) {
    const { question, subject } = view;
    this.box.dataset.question = question;
    setShown(byId("question-head"), view.questions > 0 && view.phase === "screening");
    const place = { number: view.question_number, total: view.questions };
    setText(byId("question-place"), this.words.say("question.progress", place));
    setBar(this.box.querySelector(".bar"), view.question_number / Math.max(1, view.questions));
    setText(byId("question-text"), this.words.say(question === "red_flag" ? `flag.${subject}` : `question.${question}`));
    const help = byId("question-help");
    setShown(help, question in HELP);
    if (question in HELP) setText(help, this.words.say(`question.${HELP[question]}`));
    const hint = byId("question-hint");
    setShown(hint, question in HINTS);
    if (question in HINTS) setText(hint, this.words.say(`hands.${HINTS[question]}`));
    const { answers, foot } = this.parts(view);
    this.answers.replaceChildren(...answers);
    this.foot.replaceChildren(...foot);
    fit(this.asked);
  }

  // What can be answered, and the ways out of the question.
  parts(view) {
    switch (view.question) {
      case "red_flag":
        return { answers: this.yesOrNo(view.subject), foot: this.backAndCancel(view) };
      case "pain_before":
        return { answers: [scale(this.words, "pain", view.proposed)], foot: this.backAndCancel(view) };
      case "where": {
        const map = new BodyMap(this.words);
        return { answers: [map.element], foot: [this.way("resume", "skip", "next"), map.accept] };
      }
      case "how_much":
        return { answers: [scale(this.words, "pain", view.proposed)], foot: [this.back(), this.way("resume", "skip", "next")] };
      case "go_on":
        return { answers: [this.choice({ command: "resume" }, "question.go_on_yes", "button-primary"),
          this.choice({ command: "stop" }, "button.stop", "")], foot: [] };
      case "stop_reason":
        return { answers: REASONS.map((subject) => this.reason(subject)),
          foot: [this.way("stop", "skip", "next")] };
      default:
        return { answers: [scale(this.words, view.question === "exertion" ? "exertion" : "pain", view.proposed)],
          foot: [this.back(), this.way("stop", "skip", "next")] };
    }
  }

  yesOrNo(subject) {
    const answer = (value, text, drawn) => orderButton(
      { command: "answer", subject, value }, "button-answer", icon(drawn), make("span", "", this.words.say(text)));
    return [answer(0, "button.no", "cross"), answer(1, "button.yes", "good")];
  }

  choice(order, text, look) {
    return orderButton(order, `button-choice ${look}`, this.words.say(text));
  }

  reason(subject) {
    const button = this.choice({ command: "reason", subject }, `stop.${subject}`, "");
    button.dataset.choice = subject;
    return button;
  }

  way(command, text, drawn) {
    return orderButton({ command }, "", icon(drawn), make("span", "", this.words.say(`button.${text}`)));
  }

  back() {
    return this.way("back", "back", "back");
  }

  backAndCancel(view) {
    const cancel = this.way("home", "not_now", "cross");
    return view.question_number > 1 ? [this.back(), cancel] : [cancel];
  }

  // Where there is something to choose, what the button or raised hands would take is marked.
  propose({ proposed, proposed_choice: choice }) {
    for (const button of this.answers.querySelectorAll(".scale-number, [data-choice]")) {
      const { choice: own } = button.dataset;
      const current = own === undefined ? Number(button.dataset.value) === proposed : own === choice;
      if (button.hasAttribute("aria-current") === current) continue;
      if (current) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }
}
