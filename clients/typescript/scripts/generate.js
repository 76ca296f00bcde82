// Writes src/schema.ts and src/repeats.ts from schemas/openapi.json, and src/problem_codes.ts from the clients' contract.
// With a folder as argument it writes there instead, so that a test can compare.

import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const repository = new URL("../../../", import.meta.url);
const target = process.argv[2] ? pathToFileURL(`${process.argv[2]}/`) : new URL("../src/", import.meta.url);

const NOTE = (source) => `// Written by \`npm run generate\` from ${source}; not to be changed by hand.\n\n`;

// A member with a default may be left out of a request: it is optional, whatever its default says.
const tree = await openapiTS(new URL("schemas/openapi.json", repository), { defaultNonNullable: false });
await writeFile(new URL("schema.ts", target), NOTE("schemas/openapi.json") + astToString(tree));

const description = JSON.parse(await readFile(new URL("schemas/openapi.json", repository), "utf8"));
const posts = Object.entries(description.paths).filter(([, methods]) => methods.post);
const named = (isMeant) => posts.filter(([, { post }]) => isMeant(post)).map(([path]) => `  "POST ${path}",\n`).join("");
const set = (name, said, members) => `/** ${said} */\nexport const ${name}: ReadonlySet<string> = new Set([\n${members}]);\n`;
const takesKey = (post) => post.parameters.some((each) => each.name === "Idempotency-Key");
await writeFile(
  new URL("repeats.ts", target),
  [
    NOTE("schemas/openapi.json") + set("KEYED", "Every request that takes an `Idempotency-Key`.", named(takesKey)),
    set("ONCE", "Every request that does something twice when it is sent twice.", named((post) => post["x-repeatable"] === false)),
  ].join("\n"),
);

const contract = JSON.parse(await readFile(new URL("clients/conformance/problems.json", repository), "utf8"));
const codes = contract.types.map(({ code, status }) => `  "${code}": ${status},\n`);
await writeFile(
  new URL("problem_codes.ts", target),
  `${NOTE("clients/conformance/problems.json")}/** Every kind of problem, with the status that it comes with. */\nexport const PROBLEM_CODES = {\n${codes.join("")}} as const;\n`,
);
