// The route for Next.js, called with the `Request` that Next.js would give it.
import { createServer } from "node:http";
import { POST } from "./route.mjs";

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  if (request.method !== "POST") return response.writeHead(405).end();
  const { method, headers } = request;
  const answer = await POST(new Request("http://localhost/bellhop", { method, headers, body: Buffer.concat(chunks) }));
  response.writeHead(answer.status).end();
}).listen(Number(process.env.PORT), "127.0.0.1");
