/** A small HTTP server on 127.0.0.1 that answers as a test says. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export type Reply =
  | { status?: number; headers?: Record<string, string>; body?: unknown; text?: string }
  | "reset"
  | "cut"
  | "never";
export type Answerer = (request: Received, index: number) => Reply | Promise<Reply>;

export class Serving {
  readonly received: Received[] = [];
  readonly #server: Server;

  private constructor(answer: Answerer) {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => void this.#answer(request, response, Buffer.concat(chunks).toString(), answer));
    });
  }

  static async start(answer: Answerer): Promise<Serving> {
    const serving = new Serving(answer);
    await new Promise<void>((resolve) => serving.#server.listen(0, "127.0.0.1", resolve));
    return serving;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse, body: string, answer: Answerer): Promise<void> {
    const { method = "", url = "", headers } = request;
    const received = { method, url, headers, body };
    this.received.push(received);
    const reply = await answer(received, this.received.length - 1);
    if (reply === "never") return;
    if (reply === "reset") return void request.socket.resetAndDestroy();
    if (reply === "cut") {
      response.writeHead(200, { "content-length": "100" });
      response.write("{");
      setTimeout(() => request.socket.destroy(), 20);
      return;
    }
    const text = reply.text ?? (reply.body === undefined ? "" : JSON.stringify(reply.body));
    response.writeHead(reply.status ?? 200, { "content-type": "application/json", ...reply.headers });
    response.end(text);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
