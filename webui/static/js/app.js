// Builds the panels and hands each of them every view.

import { Commands } from "./commands.js";
import { Confirm } from "./confirm.js";
import { FinishedPanel } from "./panels/finished.js";
import { GesturePanel } from "./panels/gesture.js";
import { HomePanel } from "./panels/home.js";
import { IntroductionPanel } from "./panels/introduction.js";
import { PausedPanel } from "./panels/paused.js";
import { QuestionPanel } from "./panels/question.js";
import { RedFlagPanel } from "./panels/red_flag.js";
import { RestPanel } from "./panels/rest.js";
import { SessionPanel } from "./panels/session.js";
import { StartingPanel } from "./panels/starting.js";
import { Places } from "./places.js";
import { Server } from "./server.js";
import { AboutSheet } from "./sheets/about.js";
import { ClinicSheet } from "./sheets/clinic.js";
import { DataSheet } from "./sheets/data.js";
import { HistorySheet } from "./sheets/history.js";
import { PeopleSheet } from "./sheets/people.js";
import { PersonSheet } from "./sheets/person.js";
import { ProgrammeSheet } from "./sheets/programme.js";
import { ReadSheet } from "./sheets/read.js";
import { SettingsSheet } from "./sheets/settings.js";
import { WalkSheet } from "./sheets/walk.js";
import { LiveStream } from "./stream.js";
import { Toast } from "./toast.js";
import { Words } from "./words.js";

const RETRY_MS = 1000;

function meta(name) {
  return document.querySelector(`meta[name=matside-${name}]`).content;
}

// Language and size are part of the page: everything is said and fitted anew. Contrast can change under it.
function obey(preferences) {
  const page = document.documentElement;
  const same = preferences.language === page.dataset.wanted && preferences.text_size === page.dataset.text;
  if (!same) location.reload();
  page.dataset.contrast = preferences.contrast;
  for (const hint of document.querySelectorAll("[data-hint=gestures]")) {
    hint.classList.toggle("hint-off", !preferences.gestures);
  }
}

async function start() {
  const toast = new Toast();
  const server = new Server(meta("token"));
  const [catalogue, cards] = await Promise.all([server.get("/words.json"), server.get("/cards.json")]);
  const words = new Words(catalogue, document.documentElement.lang);
  const tools = { server, words, cards, toast, confirm: new Confirm() };
  const starting = new StartingPanel(words);
  const session = new SessionPanel(words, cards);
  const panels = [
    session,
    new IntroductionPanel(words, cards),
    new RestPanel(words, cards),
    new PausedPanel(words, cards),
    new QuestionPanel(words),
    new RedFlagPanel(words),
    new FinishedPanel(words, cards),
    new GesturePanel(),
  ];
  const places = new Places({
    "": new HomePanel(tools),
    people: new PeopleSheet(tools),
    person: new PersonSheet(tools),
    programme: new ProgrammeSheet(tools),
    walk: new WalkSheet(tools),
    read: new ReadSheet(tools),
    history: new HistorySheet(tools),
    settings: new SettingsSheet(tools),
    data: new DataSheet(tools),
    clinic: new ClinicSheet(tools),
    about: new AboutSheet(tools),
  });

  // A finger that rests on the screen is no right click.
  document.addEventListener("contextmenu", (event) => event.preventDefault());
  new Commands(server, () => toast.say(words.say("toast.command_failed"))).attach(document);
  new LiveStream(meta("boot"), {
    onView(view) {
      obey(view.preferences);
      places.show(view);
      for (const panel of panels) panel.show(view);
      starting.uncover();
    },
    onLost() {
      starting.cover();
      session.forgetStreams();
    },
    onOtherPage: () => location.reload(),
  }).connect();
}

// The server may end between the page and its data.
start().catch((error) => {
  console.warn(error);
  setTimeout(() => location.reload(), RETRY_MS);
});
