// Builds the panels and hands each of them every view.

import { Commands } from "./commands.js";
import { FinishedPanel } from "./panels/finished.js";
import { HomePanel } from "./panels/home.js";
import { SessionPanel } from "./panels/session.js";
import { StartingPanel } from "./panels/starting.js";
import { LiveStream } from "./stream.js";
import { Words } from "./words.js";

const RETRY_MS = 1000;

function meta(name) {
  return document.querySelector(`meta[name=matside-${name}]`).content;
}

async function load(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

async function start() {
  const language = document.documentElement.lang;
  const [catalogue, cards] = await Promise.all([load(`/static/words/${language}.json`), load("/cards.json")]);
  const words = new Words(catalogue, language);
  const starting = new StartingPanel(words);
  const session = new SessionPanel(words, cards);
  const panels = [new HomePanel(words, cards), session, new FinishedPanel(words, cards)];

  // A finger that rests on the screen is no right click.
  document.addEventListener("contextmenu", (event) => event.preventDefault());
  new Commands(meta("token"), () => starting.touchFailed()).attach(document);
  new LiveStream(meta("boot"), {
    onView(view) {
      for (const panel of panels) panel.show(view);
      starting.uncover();
    },
    onLost() {
      starting.cover();
      session.forgetStreams();
    },
    onOtherBoot: () => location.reload(),
  }).connect();
}

// The server may end between the page and its data.
start().catch((error) => {
  console.warn(error);
  setTimeout(() => location.reload(), RETRY_MS);
});
