// Bellhop's callbacks in Next.js: copy it to app/bellhop/route.js, and verify.mjs and receive.mjs of ../express beside it.
import { receive, work } from "./receive.mjs";

export const runtime = "nodejs"; // node:crypto verifies

export async function POST(request) {
  const body = Buffer.from(await request.arrayBuffer()); // the bytes as they came, not request.json()
  const headers = Object.fromEntries(request.headers);
  return new Response(null, { status: receive(body, headers, process.env.WEBHOOK_SECRET.split(" "), work) });
}
