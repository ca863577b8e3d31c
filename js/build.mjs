// Builds the panel into one ES module with its style sheet inside: a notebook loads exactly one file.

import { readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const LIMIT = 150_000; // bytes; the bundle travels with every widget instance (notebook-hosts.md §2)

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outfile = here("../gradio_nb/widget/static/panel.js");

const minifiedCss = {
	name: "minified-css-as-text",
	setup({ onLoad }) {
		onLoad({ filter: /\.css$/ }, async ({ path }) => {
			const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
			return { contents: code.trim(), loader: "text", watchFiles: [path] };
		});
	},
};

await build({
	entryPoints: [here("src/index.tsx")],
	outfile,
	bundle: true,
	minify: true,
	format: "esm",
	target: "es2022",
	charset: "utf8",
	// Licences of what is bundled go beside it; inside, every instance would carry them.
	legalComments: "linked",
	plugins: [minifiedCss],
	// The classic factory writes shorter calls than the automatic runtime: 2 kB less.
	tsconfigRaw: { compilerOptions: { jsx: "react", jsxFactory: "h", jsxFragmentFactory: "Fragment" } },
	inject: [here("src/jsx.ts")],
});

const { size } = await stat(outfile);
console.log(`panel.js ${size} bytes, limit ${LIMIT}`);
if (size > LIMIT) {
	console.error("panel.js is over its limit: see what grew with `npx esbuild --analyze`");
	process.exitCode = 1;
}
