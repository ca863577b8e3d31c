import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import {
	bytes,
	type FormValue,
	FullScreenButton,
	failureOf,
	handOver,
	isObject,
	type OutputProps,
	text,
	useHostTheme,
	useLazy,
} from "../../core";
import { CopyPicture } from "../../image/copy";
import css from "../../plot/plot.css";
import type { Colours, Draw, Drawn } from "../../plot/types";

export { css };

/** Characters of a spec; the libraries draw all of a plot in one go. */
const LARGE = 100_000;

const LIBRARIES: { readonly [type: string]: string } = {
	plotly: "plotly",
	altair: "vega",
	"vega-lite": "vega",
	vega: "vega",
};

export default function Plot({ output }: OutputProps) {
	const { type, plot } = isObject(output.value) ? output.value : {};
	const kind = text(type);
	const name = output.label || output.name;
	const [isWanted, setWanted] = useState(false);
	const size = useMemo(() => (typeof plot === "string" ? plot : JSON.stringify(plot ?? null)).length, [plot]);
	if (Object.hasOwn(LIBRARIES, kind) && size > LARGE && !isWanted)
		return (
			<p class="g-soft">
				A plot of {bytes(size)}. The page stands still while it is drawn.{" "}
				<button type="button" class="g-link" onClick={() => setWanted(true)}>
					Draw it
				</button>
			</p>
		);
	if (Object.hasOwn(LIBRARIES, kind))
		return <Drawing library={LIBRARIES[kind] ?? ""} plot={plot ?? null} name={name} />;
	return (
		<p class="g-soft">
			A plot of {kind || "an unknown kind"} is not drawn here. In a cell, <code>.to_{kind || "…"}()</code> of the result
			gives it for that library to show.
		</p>
	);
}

interface DrawingProps {
	library: string;
	/** JSON, as text or read. */
	plot: FormValue;
	name: string;
}

function Drawing({ library, plot, name }: DrawingProps) {
	const theme = useHostTheme();
	const it = useLazy<{ draw: Draw }>(library);
	const draw = it.state === "ready" ? it.module.draw : undefined;
	const place = useRef<HTMLDivElement>(null);
	const [drawn, setDrawn] = useState<Drawn>();
	const [problem, setProblem] = useState("");

	useLayoutEffect(() => {
		const outer = place.current;
		if (!outer || !draw) return;
		// Of its own for each drawing: one may still be under way when the next begins.
		const node = document.createElement("div");
		node.style.width = "100%";
		outer.replaceChildren(node);
		let over = false;
		let end = () => {};
		setProblem("");
		read(plot)
			.then((spec) => draw(node, spec, coloursAt(outer)))
			.then((made) => {
				end = made.end;
				if (over) end();
				else setDrawn(made);
			})
			.catch((error) => over || setProblem(failureOf(error).message));
		return () => {
			over = true;
			setDrawn(undefined);
			end();
		};
	}, [draw, plot, theme]);

	const save = async () => {
		const url = await drawn?.png();
		if (url) handOver(await (await fetch(url)).blob(), `${name}.png`);
	};
	return (
		<figure>
			{it.state !== "ready" && (
				<p class="g-soft g-pending">{it.state === "failed" ? it.message : "Loading the viewer"}</p>
			)}
			<div ref={place} class={library === "plotly" ? "g-plot g-paper" : "g-plot"} role="group" aria-label={name} />
			{problem && <p class="g-problem g-pad">{problem}</p>}
			<figcaption class="g-caption">
				<span class="g-grow" />
				{drawn && (
					<>
						<CopyPicture src={() => drawn.png()} name="plot" />
						<button type="button" class="g-link" onClick={save}>
							save as PNG
						</button>
					</>
				)}
				<FullScreenButton />
			</figcaption>
		</figure>
	);
}

async function read(plot: FormValue): Promise<object> {
	const spec: unknown = typeof plot === "string" ? JSON.parse(plot) : structuredClone(plot);
	if (typeof spec !== "object" || spec === null) throw new Error("The app sent no plot.");
	// Options of the renderer, addresses among them.
	delete (spec as { usermeta?: unknown }).usermeta;
	return spec;
}

function coloursAt(node: HTMLElement): Colours {
	const styles = getComputedStyle(node);
	const colour = (name: string) => styles.getPropertyValue(name).trim();
	return { ink: colour("--ink"), soft: colour("--soft"), line: colour("--line") };
}
