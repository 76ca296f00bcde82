// Prints each case of the vectors that `verify.mjs` judges otherwise.
import { readFileSync } from "node:fs";
import { isGenuine } from "./verify.mjs";

for (const each of JSON.parse(readFileSync(process.argv[2], "utf8")).verify) {
  const headers = Object.fromEntries(Object.entries(each.headers).map(([name, value]) => [name.toLowerCase(), value]));
  let genuine = false;
  try {
    genuine = isGenuine(Buffer.from(each.body_base64, "base64"), headers, each.secrets, each.now, each.tolerance_seconds);
  } catch (error) {
    if (each.reason !== "bad-secret") console.log(each.name, error);
  }
  if (genuine !== each.genuine) console.log(each.name);
}
