// Bellhop's callbacks in Express: WEBHOOK_SECRET=whsec_… node receiver.mjs
import express from "express";
import { receive, work } from "./receive.mjs";

const secrets = process.env.WEBHOOK_SECRET.split(" ");
const app = express();

// The bytes as they came: express.json() would throw them away.
app.post("/bellhop", express.raw({ type: () => true, limit: "1mb" }), (request, response) => {
  response.status(receive(Buffer.from(request.body ?? ""), request.headers, secrets, work)).end();
});

app.listen(Number(process.env.PORT ?? 8500), "127.0.0.1");
