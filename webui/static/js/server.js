// Asks the appliance for facts and tells it what was touched.

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export class Server {
  constructor(token) {
    this.token = token;
  }

  async get(address) {
    return this.answer(await fetch(address));
  }

  async post(address, body) {
    return this.answer(await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Matside-Token": this.token },
      body: JSON.stringify(body),
    }));
  }

  async answer(response) {
    const told = await response.json();
    if (!response.ok) throw new Refused(response.status, told.error);
    return told;
  }
}
