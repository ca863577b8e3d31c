/** The Python tests read the same fixtures: the page and the kernel have one grammar. */

import { expect, it } from "vitest";
import fixtures from "../../tests/fixtures/templates.json";
import { namesIn } from "../src/template";

it.each(fixtures)("names in $text", ({ text, names }) => {
	expect(namesIn(text)).toEqual(names);
});
