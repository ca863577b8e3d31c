// Builds the panel into one ES module with its style sheet inside: a notebook loads exactly one file.
// Heavy viewers and controls, the files in `lazy/` folders, become modules of their own (`src/kernel/lazy-modules.ts`).

import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

// Bytes; the bundle travels with every widget instance. (marked stays at 14: later ones are 3 to 16 kB bigger.)
const LIMIT = 150_000;

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = here("../gradio_nb/widget/static");
const outfile = `${folder}/panel.js`;

/** `core.ts` is what lazy modules get of the bundle; a second copy of it would have contexts of its own. */
const bundleAsCore = {
	name: "bundle-as-core",
	setup({ onResolve }) {
		onResolve({ filter: /\/core$/ }, ({ resolveDir }) =>
			resolveDir.startsWith(here("src")) ? { path: "core", external: true } : undefined,
		);
	},
};

const minifiedCss = {
	name: "minified-css-as-text",
	setup({ onLoad }) {
		onLoad({ filter: /\.css$/ }, async ({ path }) => {
			const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
			return { contents: code.trim(), loader: "text", watchFiles: [path] };
		});
	},
};

const options = {
	absWorkingDir: here("."),
	bundle: true,
	minify: true,
	target: "es2022",
	charset: "utf8",
	legalComments: "none",
	metafile: true,
	plugins: [minifiedCss],
	// Plotly would have the page's MathJax draw texts of an app, which can load with it.
	define: { MathJax: "undefined" },
	// The classic factory writes shorter calls than the automatic runtime: 2 kB less.
	tsconfigRaw: { compilerOptions: { jsx: "react", jsxFactory: "h", jsxFragmentFactory: "Fragment" } },
	inject: [here("src/jsx.ts")],
};

const digests = {};
await rm(`${folder}/lazy`, { recursive: true, force: true });
for (const place of ["", "inputs/", "outputs/", "panel/"]) {
	for (const file of await readdir(here(`src/${place}lazy`)).catch(() => [])) {
		const name = place + file.replace(/\.tsx?$/, "");
		digests[name] = await buildLazy(name, here(`src/${place}lazy/${file}`));
	}
}

const { metafile } = await build({
	...options,
	entryPoints: [here("src/index.tsx")],
	outfile,
	format: "esm",
	define: { ...options.define, __LAZY__: JSON.stringify(digests) },
});

await writeFile(`${outfile}.LICENSES.txt`, await licences(metafile));

// A widget of its own (`gradio_nb/widget/password.py`).
await build({
	...options,
	inject: [],
	entryPoints: [here("src/password.ts")],
	outfile: `${folder}/password.js`,
	format: "esm",
});

const [{ bytes: size }] = Object.values(metafile.outputs);
console.log(`panel.js ${size} bytes, limit ${LIMIT}`);
if (size > LIMIT) {
	console.error("panel.js is over its limit: see what grew with `npx esbuild --analyze`");
	process.exitCode = 1;
}

/** A module that imports nothing: it is a function of the bundle's `require` (`src/kernel/lazy-modules.ts`). */
async function buildLazy(name, entry) {
	const file = `${folder}/lazy/${name}.js`;
	const { metafile } = await build({
		...options,
		entryPoints: [entry],
		outfile: file,
		format: "cjs",
		external: ["preact", "preact/hooks", "@preact/signals"],
		plugins: [minifiedCss, bundleAsCore],
		inject: [...options.inject, here("src/ui/elements.ts")],
		banner: { js: "export default function(require){const module={exports:{}},exports=module.exports;" },
		footer: { js: "return module.exports}" },
	});
	await writeFile(`${file}.LICENSES.txt`, await licences(metafile));
	console.log(`${name} ${Object.values(metafile.outputs)[0].bytes} bytes`);
	return createHash("sha256")
		.update(await readFile(file))
		.digest("hex")
		.slice(0, 12);
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
