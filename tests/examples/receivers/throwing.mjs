// Gives `receive.mjs` work that goes wrong, and says that the process is still there.
import { readFileSync } from "node:fs";
import { receive } from "./receive.mjs";

const { body, headers, secret } = JSON.parse(readFileSync(0));
const works = [
  () => {
    throw new Error("thrown");
  },
  () => Promise.reject(new Error("rejected")),
];
for (const [number, work] of works.entries()) console.log(receive(Buffer.from(body), headers[number], [secret], work));
setTimeout(() => console.log("still there"), 50);
