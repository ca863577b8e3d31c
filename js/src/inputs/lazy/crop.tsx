/** A picture, turned, and the part of it that is wanted. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type EditProps, useMedium } from "../../core";
import css from "../../style/inputs/crop.css";

export { css };

/** As parts of the picture: 0 to 1. */
interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

const WHOLE: Box = { x: 0, y: 0, width: 1, height: 1 };
const SMALLEST = 0.02;
const CORNERS = ["nw", "ne", "sw", "se"] as const;

const within = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, high));

export const moved = (box: Box, dx: number, dy: number): Box => ({
	...box,
	x: within(box.x + dx, 0, 1 - box.width),
	y: within(box.y + dy, 0, 1 - box.height),
});

/** Drag a corner: the opposite one stays. */
export function resized(box: Box, corner: string, dx: number, dy: number): Box {
	let { x, y, width, height } = box;
	if (corner.includes("w")) {
		const left = within(x + dx, 0, x + width - SMALLEST);
		width += x - left;
		x = left;
	} else width = within(width + dx, SMALLEST, 1 - x);
	if (corner.includes("n")) {
		const top = within(y + dy, 0, y + height - SMALLEST);
		height += y - top;
		y = top;
	} else height = within(height + dy, SMALLEST, 1 - y);
	return { x, y, width, height };
}

export default function Crop({ file, onFile, onClose }: EditProps) {
	const medium = useMedium(file);
	const [turned, setTurned] = useState<HTMLCanvasElement | null>(null);
	const [problem, setProblem] = useState("");
	const [box, setBox] = useState(WHOLE);
	const place = useRef<HTMLDivElement>(null);
	const url = medium.state === "ready" ? medium.url : "";

	useEffect(() => {
		if (!url) return;
		const picture = new Image();
		picture.onload = () => setTurned(canvasOf(picture, picture.naturalWidth, picture.naturalHeight));
		picture.onerror = () => setProblem("The browser cannot show this picture.");
		picture.src = url;
	}, [url]);

	// Before the page is drawn: the frame around the picture has no size without it.
	useLayoutEffect(() => {
		if (!turned || !place.current) return;
		place.current.prepend(turned);
		return () => turned.remove();
	}, [turned]);

	function drag(event: PointerEvent, corner: string | null): void {
		const area = place.current?.getBoundingClientRect();
		if (!area) return;
		event.preventDefault();
		event.stopPropagation();
		const from = { x: event.clientX, y: event.clientY };
		const begun = box;
		const move = (now: PointerEvent) => {
			const dx = (now.clientX - from.x) / area.width;
			const dy = (now.clientY - from.y) / area.height;
			setBox(corner ? resized(begun, corner, dx, dy) : moved(begun, dx, dy));
		};
		const target = event.currentTarget as HTMLElement;
		target.setPointerCapture(event.pointerId);
		target.addEventListener("pointermove", move);
		target.addEventListener("pointerup", () => target.removeEventListener("pointermove", move), { once: true });
	}

	function onKeyDown({ key, shiftKey }: KeyboardEvent): boolean {
		const steps: { [key: string]: [number, number] } = {
			ArrowLeft: [-0.01, 0],
			ArrowRight: [0.01, 0],
			ArrowUp: [0, -0.01],
			ArrowDown: [0, 0.01],
		};
		const step = steps[key];
		if (step) setBox(shiftKey ? resized(box, "se", ...step) : moved(box, ...step));
		return Boolean(step);
	}

	function turn(): void {
		if (!turned) return;
		const { width, height } = turned;
		const canvas = document.createElement("canvas");
		[canvas.width, canvas.height] = [height, width];
		const pen = canvas.getContext("2d");
		pen?.translate(height, 0);
		pen?.rotate(Math.PI / 2);
		pen?.drawImage(turned, 0, 0);
		setTurned(canvas);
		setBox({ x: 1 - box.y - box.height, y: box.x, width: box.height, height: box.width });
	}

	function mirror(): void {
		if (!turned) return;
		const canvas = document.createElement("canvas");
		[canvas.width, canvas.height] = [turned.width, turned.height];
		const pen = canvas.getContext("2d");
		pen?.translate(canvas.width, 0);
		pen?.scale(-1, 1);
		pen?.drawImage(turned, 0, 0);
		setTurned(canvas);
		setBox({ ...box, x: 1 - box.x - box.width });
	}

	const size = turned && {
		width: Math.max(1, Math.round(box.width * turned.width)),
		height: Math.max(1, Math.round(box.height * turned.height)),
	};

	async function take(): Promise<void> {
		if (!turned || !size) return;
		const { width, height } = size;
		const canvas = canvasOf(turned, width, height, box.x * turned.width, box.y * turned.height);
		const type = file.type === "image/jpeg" || file.type === "image/webp" ? file.type : "image/png";
		const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, type, 0.95));
		const end = type.split("/")[1]?.replace("jpeg", "jpg");
		if (blob) onFile(new File([blob], `${file.name.replace(/\.[^.]+$/, "")}.${end}`, { type }));
	}

	if (problem || medium.state === "failed")
		return (
			<p class="g-problem" role="alert">
				{problem || (medium.state === "failed" ? medium.message : "")}
			</p>
		);
	const part = (value: number) => `${value * 100}%`;
	return (
		<div class="g-crop" role="group" aria-label={`Crop ${file.name}`}>
			<div class="g-crop-place" ref={place}>
				{turned && (
					<div
						class="g-crop-box"
						role="application"
						// biome-ignore lint/a11y/noNoninteractiveTabindex: the arrows move it
						tabIndex={0}
						aria-label={`Part of the picture, ${size?.width} by ${size?.height}. Arrows move it, with Shift they change its size.`}
						style={{ left: part(box.x), top: part(box.y), width: part(box.width), height: part(box.height) }}
						onPointerDown={(event) => drag(event, null)}
						onKeyDown={(event) => {
							if (onKeyDown(event)) event.preventDefault();
						}}
					>
						{CORNERS.map((corner) => (
							<span key={corner} class={`g-crop-corner g-${corner}`} onPointerDown={(event) => drag(event, corner)} />
						))}
					</div>
				)}
			</div>
			<div class="g-row">
				<button type="button" aria-label="Turn right" title="Turn right" onClick={turn}>
					⟳
				</button>
				<button type="button" aria-label="Mirror" title="Mirror" onClick={mirror}>
					⇋
				</button>
				<span class="g-soft g-clock">{size && `${size.width} × ${size.height}`}</span>
				<span class="g-grow" />
				<button type="button" onClick={onClose}>
					Close
				</button>
				<button type="button" class="g-run" onClick={take}>
					Crop
				</button>
			</div>
		</div>
	);
}

function canvasOf(source: CanvasImageSource, width: number, height: number, x = 0, y = 0): HTMLCanvasElement {
	const canvas = document.createElement("canvas");
	canvas.width = width;
	canvas.height = height;
	canvas.getContext("2d")?.drawImage(source, -Math.round(x), -Math.round(y));
	return canvas;
}
