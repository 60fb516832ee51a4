// One step of the set-up: what is touched is kept at once, then the page goes on.

import { byId, setText } from "../dom.js";
import { Server } from "../server.js";
import { Words } from "../words.js";
import { ClinicStep } from "./clinic.js";
import { CountryStep } from "./country.js";
import { WifiStep } from "./wifi.js";

const WAIT_MS = 50;
const MOST_WAITS = 60;

async function start() {
  const { step } = document.querySelector("[data-step]").dataset;
  const server = new Server(document.querySelector("meta[name=matside-token]").content);
  const words = new Words(await server.get("/words.json"), document.documentElement.lang);
  // id: of a sentence; null: nothing is to be said any more.
  const say = (id) => setText(byId("set-up-said"), id ? words.say(id) : "");

  async function prefer(choice) {
    const { preference, value } = choice.dataset;
    try {
      const preferences = () => server.get("/set-up/preferences.json");
      await server.post("/household/preferences", { ...(await preferences()), [preference]: value });
      // What is kept shows in a later view, by which the next page is drawn.
      for (let waits = 0; waits < MOST_WAITS && (await preferences())[preference] !== value; waits += 1) {
        await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
      }
      location.assign(byId("set-up-forward").href);
    } catch (error) {
      console.warn(error);
      say("toast.refused");
    }
  }

  for (const choice of document.querySelectorAll("[data-preference]")) {
    choice.addEventListener("click", () => prefer(choice));
  }
  // What could be put off is done: the way on says so.
  const done = () => {
    for (const text of document.querySelectorAll("[data-until=done]")) setText(text, words.say("set_up.forward"));
  };
  if (step === "country") new CountryStep({ server, say });
  if (step === "wifi") new WifiStep({ server, words, say, done });
  if (step === "clinic") new ClinicStep({ server, words, say, done });
  document.getElementById("set-up-finish")?.addEventListener("click", async () => {
    await server.post("/set-up/finish", {});
    location.assign("/");
  });
}

start();
