// Builds the panel into one ES module with its style sheet inside: a notebook loads exactly one file.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

// Bytes; the bundle travels with every widget instance. (marked stays at 14: later ones are 3 to 16 kB bigger.)
const LIMIT = 150_000;

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

const { metafile } = await build({
	absWorkingDir: here("."),
	entryPoints: [here("src/index.tsx")],
	outfile,
	bundle: true,
	minify: true,
	format: "esm",
	target: "es2022",
	charset: "utf8",
	legalComments: "none",
	metafile: true,
	plugins: [minifiedCss],
	// The classic factory writes shorter calls than the automatic runtime: 2 kB less.
	tsconfigRaw: { compilerOptions: { jsx: "react", jsxFactory: "h", jsxFragmentFactory: "Fragment" } },
	inject: [here("src/jsx.ts")],
});

await writeFile(`${outfile}.LICENSES.txt`, await licences(metafile));

const [{ bytes: size }] = Object.values(metafile.outputs);
console.log(`panel.js ${size} bytes, limit ${LIMIT}`);
if (size > LIMIT) {
	console.error("panel.js is over its limit: see what grew with `npx esbuild --analyze`");
	process.exitCode = 1;
}

/** Licences of what is bundled lie beside it; inside, every widget would carry them. */
async function licences({ inputs }) {
	const folders = new Set(
		Object.keys(inputs).flatMap((path) => path.match(/^.*node_modules\/(@[^/]+\/)?[^/]+/)?.[0] ?? []),
	);
	const texts = [...folders].sort().map(async (folder) => {
		const names = (await readdir(here(folder))).filter((name) => /^licen[cs]e/i.test(name));
		const parts = await Promise.all(names.map((name) => readFile(here(`${folder}/${name}`), "utf8")));
		return [folder.replace(/^.*node_modules\//, ""), ...parts].join("\n\n");
	});
	return (await Promise.all(texts)).join(`\n\n${"-".repeat(80)}\n\n`);
}
