/** A picture that is painted on, in layers: gives background, layers and composite (docs/protocol.md §12). */

import { useEffect, useRef, useState } from "preact/hooks";
import {
	Ask,
	type FileRef,
	type FormValue,
	type InputProps,
	inputFor,
	isFileRef,
	isObject,
	list,
	useView,
} from "../../core";
import css from "../../style/inputs/editor.css";
import { COMPOSITE, type Layer, Painting, type Stroke } from "../painting";

export { css };

const QUIET = 500; // ms after a stroke, until it is sent
const COLOURS = ["#cc3232", "#adcc32", "#32cc70", "#3270cc", "#ad32cc", "#000000", "#ffffff"];

interface Parts {
	background: FormValue;
	layers: FormValue[];
	composite: FormValue;
}

/** What the field holds; a bare picture is a background. */
function partsOf(value: FormValue): Parts {
	if (isObject(value) && !isFileRef(value) && "background" in value)
		return { background: value.background ?? null, layers: list(value.layers), composite: value.composite ?? null };
	return { background: value, layers: [], composite: value };
}

export default function Editor(props: InputProps) {
	const { parameter, value, change, upload, control } = props;
	const { label, options } = parameter;
	const { media } = useView().store;
	const parts = partsOf(value);
	const canvas = useRef<HTMLCanvasElement>(null);
	const painting = useRef(new Painting());
	const [, setVersion] = useState(0);
	const [tool, setTool] = useState<Stroke["tool"]>("brush");
	const [color, setColor] = useState(COLOURS[0] as string);
	const [size, setSize] = useState(12);
	const [pen, setPen] = useState<{ x: number; y: number; down: boolean } | null>(null);
	/** Values that this editor made, as JSON: they are on the canvas already. */
	const own = useRef(new Set<string>());
	const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
	const sending = useRef({ dirty: false, generation: 0 });
	const Background = inputFor("image").Control;
	const redraw = () => {
		setVersion((version) => version + 1);
		if (canvas.current) painting.current.draw(canvas.current);
	};

	// What came from elsewhere is put on the canvas: an upload, an example, a run, Python.
	const written = JSON.stringify(value ?? null);
	// Told while it is drawn: the effect comes later, and by then more may have been painted and sent.
	const isOwn = own.current.has(written);
	const { generation } = sending.current;
	useEffect(() => {
		if (isOwn || generation !== sending.current.generation) return;
		let gone = false;
		const pictures = [parts.background, ...parts.layers].map((file) =>
			isFileRef(file) ? pictureOf(media.get(file), () => gone) : null,
		);
		void Promise.all(pictures).then(([first, ...rest]) => {
			if (gone) return;
			const [width, height] = list(options.canvas_size).map(Number);
			painting.current.setBackground(first ?? null, [width || 800, height || 600]);
			painting.current.setLayers(rest);
			redraw();
		});
		return () => {
			gone = true;
		};
	}, [written]);

	useEffect(() => () => clearTimeout(timer.current), []);

	/** Send what was painted. Done at once when the editor is left, for Run may be next. */
	function commit(): void {
		clearTimeout(timer.current);
		if (!sending.current.dirty) return;
		sending.current.dirty = false;
		const generation = ++sending.current.generation;
		const files = painting.current.files();
		const mine = (made: Parts): FormValue => {
			own.current.add(JSON.stringify(made));
			return made as unknown as FormValue;
		};
		const place = (held: FormValue, file: FileRef): FormValue => {
			if (generation !== sending.current.generation) return held;
			const parts = partsOf(held);
			return mine(
				file.name === COMPOSITE ? { ...parts, composite: file } : { ...parts, layers: [...parts.layers, file] },
			);
		};
		own.current.clear();
		change(mine({ background: parts.background, layers: [], composite: parts.background }));
		// In one go: they arrive in their order.
		upload([...files.layers, files.composite], place);
	}

	function changed(): void {
		sending.current.dirty = true;
		clearTimeout(timer.current);
		timer.current = setTimeout(commit, QUIET);
		redraw();
	}

	function pointOf(event: PointerEvent): [number, number] {
		const area = canvas.current?.getBoundingClientRect();
		if (!area?.width) return [0, 0];
		const scale = painting.current.width / area.width;
		return [(event.clientX - area.left) * scale, (event.clientY - area.top) * scale];
	}

	function paint(event: PointerEvent): void {
		if (event.button) return;
		event.preventDefault();
		const { current: place } = canvas;
		place?.focus({ preventScroll: true });
		place?.setPointerCapture(event.pointerId);
		painting.current.begin({ tool, color, size }, ...pointOf(event));
		redraw();
		const move = (now: PointerEvent) => {
			painting.current.to(...pointOf(now));
			if (place) painting.current.draw(place);
		};
		const end = () => {
			place?.removeEventListener("pointermove", move);
			painting.current.end();
			changed();
		};
		place?.addEventListener("pointermove", move);
		place?.addEventListener("pointerup", end, { once: true });
	}

	/** The arrows move a pen, the space bar sets it down and lifts it. */
	function onKeyDown(event: KeyboardEvent): void {
		const { key, ctrlKey, metaKey, shiftKey } = event;
		if ((ctrlKey || metaKey) && key.toLowerCase() === "z") {
			event.preventDefault();
			if (shiftKey ? painting.current.redo() : painting.current.undo()) changed();
			return;
		}
		if ((ctrlKey || metaKey) && key === "Enter") commit();
		if (ctrlKey || metaKey) return;
		const { width, height } = painting.current;
		const at = pen ?? { x: width / 2, y: height / 2, down: false };
		const far = Math.max(width, height) / (shiftKey ? 10 : 60);
		const steps: { [key: string]: [number, number] } = {
			ArrowLeft: [-far, 0],
			ArrowRight: [far, 0],
			ArrowUp: [0, -far],
			ArrowDown: [0, far],
		};
		const step = steps[key];
		if (key === " ") {
			event.preventDefault();
			if (at.down) painting.current.end();
			else painting.current.begin({ tool, color, size }, at.x, at.y);
			setPen({ ...at, down: !at.down });
			changed();
		} else if (step) {
			event.preventDefault();
			const x = Math.max(0, Math.min(width, at.x + step[0]));
			const y = Math.max(0, Math.min(height, at.y + step[1]));
			if (at.down) painting.current.to(x, y);
			setPen({ x, y, down: at.down });
			redraw();
		}
	}

	const act = (done: boolean) => done && changed();
	const { layers, current, canUndo, canRedo, width, height } = painting.current;
	const offered = list(isObject(options.brush) ? options.brush.colors : []).map((one) => hexOf(String(one)));
	const brushes = [...new Set([...offered, ...COLOURS])];
	const backgroundProps: InputProps = {
		...props,
		parameter: { ...parameter, control: "image", multiple: false },
		value: parts.background,
		change: (next) => change(next ? ({ background: next, layers: [], composite: next } as FormValue) : next),
		upload: (files) =>
			upload(
				files.slice(0, 1),
				(_, file) => ({ background: file, layers: [], composite: file }) as unknown as FormValue,
			),
	};

	return (
		<div class="g-editor" onFocusOut={commit} onPointerLeave={commit}>
			{!parts.background && <Background {...backgroundProps} />}
			{[parts.background, ...parts.layers].filter(isFileRef).map((file) => (
				<Ask key={file.__file__} file={file} />
			))}
			<div class="g-editor-tools" role="toolbar" aria-label={`Tools for ${label}`}>
				{(["brush", "eraser"] as const).map((one) => (
					<button key={one} type="button" aria-pressed={tool === one} onClick={() => setTool(one)}>
						{one === "brush" ? "Brush" : "Eraser"}
					</button>
				))}
				<input
					type="color"
					aria-label="Colour"
					value={color}
					onInput={({ currentTarget }) => setColor(currentTarget.value)}
				/>
				<span class="g-editor-undo">
					<button type="button" disabled={!canUndo} aria-label="Undo" onClick={() => act(painting.current.undo())}>
						↶
					</button>
					<button type="button" disabled={!canRedo} aria-label="Redo" onClick={() => act(painting.current.redo())}>
						↷
					</button>
				</span>
				<span class="g-editor-colours">
					{brushes.slice(0, 7).map((one) => (
						<button
							key={one}
							type="button"
							class="g-editor-colour"
							aria-label={`Paint with ${one}`}
							aria-pressed={one === color}
							style={{ background: one }}
							onClick={() => setColor(one)}
						/>
					))}
				</span>
				<label>
					<span class="g-soft">Size</span>
					<input
						type="range"
						min={1}
						max={120}
						value={size}
						onInput={({ currentTarget }) => setSize(Number(currentTarget.value))}
					/>
				</label>
			</div>
			<div class="g-editor-place">
				{/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it is painted on by keys too */}
				<canvas
					ref={canvas}
					tabIndex={0}
					role="application"
					id={parts.background ? control.id : undefined}
					aria-label={`Canvas of ${label}: arrows move the pen, Space sets it down and lifts it`}
					width={width}
					height={height}
					onPointerDown={paint}
					onKeyDown={onKeyDown}
				/>
				{pen && (
					<span
						class={pen.down ? "g-pen g-down" : "g-pen"}
						style={{ left: `${(100 * pen.x) / width}%`, top: `${(100 * pen.y) / height}%` }}
					/>
				)}
			</div>
			<Layers
				layers={layers}
				current={current}
				onPick={(at) => {
					painting.current.current = at;
					redraw();
				}}
				onAdd={() => act(painting.current.addLayer())}
				onRemove={(at) => act(painting.current.removeLayer(at))}
				onToggle={(at) => act(painting.current.toggle(at))}
			/>
			<div class="g-row">
				<span class="g-soft g-clock">
					{width} × {height}
				</span>
				<span class="g-grow" />
				<button
					type="button"
					class="g-quiet"
					disabled={painting.current.isBlank}
					onClick={() => act(painting.current.clear())}
				>
					Clear
				</button>
				{parts.background && (
					<button type="button" class="g-quiet" onClick={() => change(parameter.required ? undefined : null)}>
						Remove picture
					</button>
				)}
			</div>
		</div>
	);
}

interface LayersProps {
	layers: readonly Layer[];
	current: number;
	onPick(at: number): void;
	onAdd(): void;
	onRemove(at: number): void;
	onToggle(at: number): void;
}

function Layers({ layers, current, onPick, onAdd, onRemove, onToggle }: LayersProps) {
	return (
		<div class="g-chips" role="group" aria-label="Layers">
			{layers.map(({ hidden }, i) => (
				<span key={i} class={i === current ? "g-chip g-chosen" : "g-chip"}>
					<button type="button" aria-pressed={i === current} onClick={() => onPick(i)}>
						Layer {i + 1}
					</button>
					<button type="button" aria-label={`${hidden ? "Show" : "Hide"} layer ${i + 1}`} onClick={() => onToggle(i)}>
						{hidden ? "○" : "●"}
					</button>
					{layers.length > 1 && (
						<button type="button" aria-label={`Remove layer ${i + 1}`} onClick={() => onRemove(i)}>
							✕
						</button>
					)}
				</span>
			))}
			<button type="button" class="g-chip" onClick={onAdd}>
				Add layer
			</button>
		</div>
	);
}

/** `rgb(204, 50, 50)`, as Gradio names its brushes, as `#cc3232`. */
function hexOf(color: string): string {
	const numbers = /^rgba?\((\d+), *(\d+), *(\d+)/.exec(color)?.slice(1);
	return numbers ? `#${numbers.map((one) => Number(one).toString(16).padStart(2, "0")).join("")}` : color;
}

type Watched = ReturnType<ReturnType<typeof useView>["store"]["media"]["get"]>;

/** A picture, as soon as its bytes are here; null where they do not come. */
function pictureOf(medium: Watched, isGone: () => boolean): Promise<HTMLImageElement | null> {
	return new Promise((resolve) => {
		const stop = medium.subscribe((now) => {
			if ((now.state === "loading" || now.state === "elsewhere") && !isGone()) return;
			queueMicrotask(() => stop());
			if (now.state !== "ready") return resolve(null);
			const picture = new Image();
			picture.onload = () => resolve(picture);
			picture.onerror = () => resolve(null);
			picture.src = now.url;
		});
	});
}
