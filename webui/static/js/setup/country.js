// The country that the device stands in: what is touched is kept, and the Wi-Fi, which waited for it, comes next.

const NEXT = "/set-up/wifi";

export class CountryStep {
  constructor({ server, say, forward }) {
    this.server = server;
    this.say = say;
    for (const row of document.querySelectorAll("[data-country]")) row.addEventListener("click", () => this.choose(row));
    const chosen = document.querySelector("[data-country][aria-pressed=true]");
    chosen?.scrollIntoView({ block: "center" });
    // The one that is offered is taken by going on; from the settings the same place leads back to them.
    if (chosen && new URL(forward.href).pathname === NEXT) {
      forward.addEventListener("click", (event) => {
        event.preventDefault();
        this.choose(chosen);
      });
    }
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
