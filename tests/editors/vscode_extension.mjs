// Activates the bundled extension of VS Code, and waits for what its server finds in the open documents.
//
// Arguments: the bundle, and a JSON object {"settings", "installed", "documents"}. Prints what it has said, see
// the fake; {"diagnostics": [message...]} among it.
import { setTimeout } from "node:timers/promises";
import { load } from "./vscode_fake.mjs";

const [bundle, given] = process.argv.slice(2);
const question = JSON.parse(given);
const { exported, said } = load(bundle, question);
await exported.activate({ subscriptions: [] });
for (let waited = 0; waited < 300 && question.documents?.length > 0 && said.diagnostics.length === 0; waited += 1) {
  await setTimeout(100);
}
await exported.deactivate();
process.stdout.write(JSON.stringify(said));
