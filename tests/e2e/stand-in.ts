import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { sites } from "./intake";

/** A request for a consultation as the page sent it. */
export interface Post {
  id: string;
  body: Record<string, unknown>;
  /** The body as it came, in JSON or urlencoded. */
  text: string;
  headers: IncomingMessage["headers"];
  /** When it came, in milliseconds since 1970. */
  at: number;
}

interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

/** What the stand-in does with one post. */
export type Behavior = (exchange: { post: Post; bytes: Buffer; response: ServerResponse }) => void | Promise<void>;

/**
 * Stands between the browser and intake: hands everything through, but treats the posts to the endpoint as
 * told, one behavior for each; the posts after the last one reach intake. What goes wrong goes wrong on a
 * real connection.
 */
export class StandIn {
  readonly posts: Post[] = [];
  /** Where requests are posted to; what is asked for with GET there is handed through like any page. */
  endpoint = "/api/consultations";
  /** Questions that a browser asks before it posts to another origin. */
  preflights = 0;
  /** Headers of the answers to posts and to the questions before them. */
  cors: Record<string, string> = {};
  /** Changes the pages on their way to the browser, as a deployer can change the built HTML. */
  rewrite = (html: string) => html;
  /** The intake that pages and passed on posts reach. */
  intake = `http://127.0.0.1:${sites.root.port}`;
  /** Done once it has stopped. */
  atItsEnd = async () => {};
  #plan: Behavior[] = [];
  #server: Server;

  static async start() {
    const standIn = new StandIn();
    await new Promise<void>((listening) => standIn.#server.listen(0, "127.0.0.1", listening));
    return standIn;
  }

  private constructor() {
    this.#server = createServer((incoming, response) => {
      // A browser sends a request again by itself if a connection breaks that it had used before.
      response.shouldKeepAlive = false;
      response.on("error", () => {});
      this.#handle(incoming, response).catch((error) => response.destroy(error));
    });
  }

  get origin() {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What to do with the next posts. */
  plan(...behaviors: Behavior[]) {
    this.#plan = behaviors;
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
    await this.atItsEnd();
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    if (incoming.url !== this.endpoint || incoming.method === "GET") return this.#page(incoming, bytes, response);
    for (const [name, value] of Object.entries(this.cors)) response.setHeader(name, value);
    if (incoming.method === "OPTIONS") {
      this.preflights += 1;
      response.writeHead(204).end();
      return;
    }
    const text = String(bytes);
    const isForm = incoming.headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
    const body = isForm ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text);
    const post = { id: body.id, body, text, headers: incoming.headers, at: Date.now() };
    this.posts.push(post);
    await (this.#plan.shift() ?? passedOn)({ post, bytes, response });
  }

  async #page(incoming: IncomingMessage, bytes: Buffer, response: ServerResponse) {
    const headers = without(incoming.headers, "accept-encoding");
    const answer = await askIntake(incoming.method, incoming.url, headers, bytes, this.intake);
    const isPage = answer.headers["content-type"]?.startsWith("text/html");
    const sent = without(answer.headers, "content-length");
    if (!isPage) {
      response.writeHead(answer.status, sent).end(answer.body);
      return;
    }
    const html = this.rewrite(String(answer.body));
    const allowed = allowingItsEndpoint(html);
    const policy = "content-security-policy";
    response.writeHead(answer.status, { ...sent, [policy]: allowed(String(sent[policy] ?? "")) }).end(allowed(html));
  }
}

/** Adds the origin of the endpoint that a page sets to its policy, as whoever sets one elsewhere by hand has to. */
function allowingItsEndpoint(html: string) {
  const meta = /<meta\b[^>]*\bname="consultation-endpoint"[^>]*>/.exec(html)?.[0];
  const origin = /content="(https?:\/\/[^\/"?]+)/.exec(meta ?? "")?.[1];
  return (text: string) => (origin ? text.replaceAll(/(connect-src|form-action) 'self'/g, `$1 'self' ${origin}`) : text);
}

function without(headers: IncomingMessage["headers"], name: string) {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name && key !== "connection"));
}

function askIntake(method = "GET", path = "/", headers: IncomingMessage["headers"], body: Buffer, origin = `http://127.0.0.1:${sites.root.port}`): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(new URL(origin), { method, path, headers }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk);
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

function askToStore(bytes: Buffer) {
  const headers = { "content-type": "application/json", accept: "application/json", "content-length": String(bytes.length) };
  return askIntake("POST", "/api/consultations", headers, bytes);
}

/** Intake answers, as if nothing stood between. */
export const passedOn: Behavior = async ({ bytes, response }) => {
  const { status, headers, body } = await askToStore(bytes);
  response.writeHead(status, without(headers, "content-length")).end(body);
};

/** An answer: an object is sent as JSON, a text as what the headers say it is. */
export function answer(status: number, body: object | string = "", headers: Record<string, string> = {}): Behavior {
  const type: Record<string, string> = typeof body === "object" ? { "content-type": "application/json" } : {};
  const text = typeof body === "object" ? JSON.stringify(body) : body;
  return ({ response }) => {
    response.writeHead(status, { ...type, ...headers }).end(text);
  };
}

/** The request is stored; what the page hears of it is another matter. */
export function storedThen(behavior: Behavior): Behavior {
  return async (exchange) => {
    const { status, body } = await askToStore(exchange.bytes);
    if (status >= 300) throw new Error(`intake did not store: ${status} ${body}`);
    await behavior(exchange);
  };
}

/** The connection is reset without an answer. */
export const reset: Behavior = ({ response }) => {
  response.socket?.resetAndDestroy();
};

/** An answer that breaks off in its middle. */
export const brokenOff: Behavior = async ({ response }) => {
  response.writeHead(201, { "content-type": "application/json", "content-length": "100" });
  await new Promise((sent) => response.write('{"reference":"', sent));
  response.socket?.resetAndDestroy();
};

/** No answer, ever. */
export const silence: Behavior = () => {};

/** Something that happens when the test says so. */
export class Gate {
  open!: () => void;
  readonly opened = new Promise<void>((resolve) => (this.open = resolve));

  /** Nothing is answered before the gate opens. */
  slowAnswer(then: Behavior): Behavior {
    return async (exchange) => {
      await this.opened;
      await then(exchange);
    };
  }

  /** The answer starts at once; its rest follows when the gate opens. */
  slowBody(): Behavior {
    return async ({ post, response }) => {
      response.writeHead(201, { "content-type": "application/json" });
      response.write('{"reference":');
      await this.opened;
      response.end(`${JSON.stringify(post.id.slice(0, 8))}}`);
    };
  }
}
