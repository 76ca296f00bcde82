// `receive.mjs` behind node:http alone.
import { createServer } from "node:http";
import { receive, work } from "./receive.mjs";

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const known = request.url === "/bellhop" && request.method === "POST";
  const secrets = process.env.WEBHOOK_SECRET.split(" ");
  response.writeHead(known ? receive(Buffer.concat(chunks), request.headers, secrets, work) : 404).end();
}).listen(Number(process.env.PORT), "127.0.0.1");
