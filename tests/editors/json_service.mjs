// Asks VS Code's JSON language service about texts, as its JSON editor does.
//
// Reads a JSON list of requests on stdin, and prints the list of answers:
//   {"schema": uri, "text": text, "want": "diagnostics"}
//   {"schema": uri, "text": text, "want": "completion" | "hover", "offset": offset in the text}
import { readFile } from "node:fs/promises";
import { text as read } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import service from "vscode-json-languageservice";
import { TextDocument } from "vscode-languageserver-textdocument";

const services = new Map();

function serviceFor(uri) {
  if (!services.has(uri)) {
    const made = service.getLanguageService({
      clientCapabilities: service.ClientCapabilities.LATEST,
      schemaRequestService: (asked) => readFile(fileURLToPath(asked), "utf8"),
    });
    made.configure({ validate: true, allowComments: false, schemas: [{ uri, fileMatch: ["*"] }] });
    services.set(uri, made);
  }
  return services.get(uri);
}

async function answer(request, number) {
  const asked = serviceFor(request.schema);
  const document = TextDocument.create(`file:///${number}/plan.json`, "json", 1, request.text);
  const parsed = asked.parseJSONDocument(document);
  switch (request.want) {
    case "diagnostics":
      return asked.doValidation(document, parsed);
    case "completion":
      return (await asked.doComplete(document, document.positionAt(request.offset), parsed))?.items ?? [];
    case "hover":
      return (await asked.doHover(document, document.positionAt(request.offset), parsed))?.contents ?? [];
    default:
      throw new Error(`nothing is known about ${request.want}`);
  }
}

const answers = [];
for (const [number, request] of JSON.parse(await read(process.stdin)).entries()) {
  answers.push(await answer(request, number));
}
process.stdout.write(JSON.stringify(answers));
