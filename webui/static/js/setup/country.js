// The country that the device stands in: what is touched is kept, and the Wi-Fi, which waited for it, comes next.

const NEXT = "/set-up/wifi";

export class CountryStep {
  constructor({ server, say }) {
    this.server = server;
    this.say = say;
    for (const row of document.querySelectorAll("[data-country]")) row.addEventListener("click", () => this.choose(row));
    // Where most people live who speak the language is only where the list begins: nobody is taken for one of them.
    const at = document.querySelector("[data-country][aria-pressed=true]") ?? document.querySelector("[data-likely]");
    at?.scrollIntoView({ block: "center" });
  }

  async choose(row) {
    try {
      await this.server.post("/set-up/country", { country: row.dataset.country });
      location.assign(NEXT);
    } catch (error) {
      console.warn(error);
      this.say("toast.refused");
    }
  }
}
