/** A picture to look at closely: with the wheel and Ctrl, by dragging, with buttons and keys. */

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

const STEP = 1.5;
const MOST = 32; // times as large as what fits
const CLOSE = 3; // times, of a double click where the picture fits in its own size
const STRIDE = 60; // px of an arrow key

/** How many times larger than what fits, and how far from the middle (px). */
interface Place {
	scale: number;
	x: number;
	y: number;
}

const FIT: Place = { scale: 1, x: 0, y: 0 };

interface ZoomProps {
	src: string;
	alt: string;
	onSize?: (size: string) => void;
	/** What stands below the picture, with the buttons for zooming in it. */
	caption: (buttons: ComponentChildren) => ComponentChildren;
	/** Keys that are left to others while the picture fits. */
	onKey?: (event: KeyboardEvent) => void;
}

export function Zoom({ src, alt, onSize, caption, onKey }: ZoomProps) {
	const box = useRef<HTMLDivElement>(null);
	const image = useRef<HTMLImageElement>(null);
	const [place, setPlace] = useState(FIT);
	const [real, setReal] = useState(1);
	const grip = useRef<{ x: number; y: number; from: Place } | null>(null);
	useLayoutEffect(() => setPlace(FIT), [src]);

	/** Size of the picture as it fits, without the empty edges of `object-fit`. */
	const fitted = () => {
		const { clientWidth = 0, clientHeight = 0, naturalWidth = 0, naturalHeight = 0 } = image.current ?? {};
		const ratio = Math.min(clientWidth / naturalWidth, clientHeight / naturalHeight) || 1;
		return { width: naturalWidth * ratio, height: naturalHeight * ratio, ratio };
	};
	const moved = (to: Place): void => {
		const { width, height } = fitted();
		const { clientWidth = 0, clientHeight = 0 } = box.current ?? {};
		const scale = Math.min(MOST, Math.max(1, to.scale));
		const within = (at: number, size: number, room: number) => {
			const most = Math.max(0, (size * scale - room) / 2);
			return Math.min(most, Math.max(-most, at));
		};
		setPlace({ scale, x: within(to.x, width, clientWidth), y: within(to.y, height, clientHeight) });
	};
	/** Zoom, with what is under a point of the page staying there. */
	const zoom = (factor: number, at?: { clientX: number; clientY: number }): void => {
		const scale = Math.min(MOST, Math.max(1, place.scale * factor));
		const bounds = box.current?.getBoundingClientRect();
		const x = at && bounds ? at.clientX - bounds.left - bounds.width / 2 : 0;
		const y = at && bounds ? at.clientY - bounds.top - bounds.height / 2 : 0;
		const by = scale / place.scale;
		moved({ scale, x: x - (x - place.x) * by, y: y - (y - place.y) * by });
	};
	const onKeyDown = (event: KeyboardEvent): void => {
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		const { key } = event;
		const steps: { [key: string]: [number, number] } = {
			ArrowLeft: [STRIDE, 0],
			ArrowRight: [-STRIDE, 0],
			ArrowUp: [0, STRIDE],
			ArrowDown: [0, -STRIDE],
		};
		const step = steps[key];
		if (key === "+" || key === "=") zoom(STEP);
		else if (key === "-") zoom(1 / STEP);
		else if (key === "0") moved(FIT);
		else if (step && place.scale > 1) moved({ ...place, x: place.x + step[0], y: place.y + step[1] });
		else {
			onKey?.(event);
			return;
		}
		event.preventDefault();
	};

	const isClose = place.scale > 1;
	return (
		<>
			<div
				ref={box}
				class={isClose ? "g-zoom g-close" : "g-zoom"}
				// biome-ignore lint/a11y/noNoninteractiveTabindex: the keys work where the focus is
				tabIndex={0}
				role="group"
				aria-label={`${alt || "Picture"}: plus and minus zoom, arrows move, 0 fits`}
				onKeyDown={onKeyDown}
				onWheel={(event) => {
					if (!event.ctrlKey && !event.metaKey && !document.fullscreenElement) return;
					event.preventDefault();
					zoom(Math.exp(-event.deltaY / 300), event);
				}}
				onDblClick={(event) => {
					if (isClose) moved(FIT);
					else zoom(Math.max(CLOSE, 1 / fitted().ratio), event);
				}}
				onPointerDown={(event) => {
					if (!isClose || event.button) return;
					event.currentTarget.setPointerCapture(event.pointerId);
					grip.current = { x: event.clientX, y: event.clientY, from: place };
				}}
				onPointerMove={({ clientX, clientY }) => {
					const { x, y, from } = grip.current ?? { x: 0, y: 0, from: null };
					if (from) moved({ ...from, x: from.x + clientX - x, y: from.y + clientY - y });
				}}
				onPointerUp={() => {
					grip.current = null;
				}}
				onPointerCancel={() => {
					grip.current = null;
				}}
			>
				<img
					ref={image}
					class="g-picture"
					draggable={false}
					src={src}
					alt={alt}
					style={{ transform: `translate(${place.x}px, ${place.y}px) scale(${place.scale})` }}
					onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => {
						onSize?.(`${naturalWidth} × ${naturalHeight}`);
						setReal(fitted().ratio);
					}}
				/>
			</div>
			<figcaption>
				{caption(
					<span class="g-zoom-tools">
						<span class="g-clock" aria-live="polite">
							{isClose && `${Math.round(real * place.scale * 100)} %`}
						</span>
						<button
							type="button"
							class="g-icon"
							aria-label="Zoom out"
							disabled={!isClose}
							onClick={() => zoom(1 / STEP)}
						>
							−
						</button>
						<button type="button" class="g-icon" aria-label="Zoom in" onClick={() => zoom(STEP)}>
							+
						</button>
						<button type="button" class="g-icon" disabled={!isClose} onClick={() => moved(FIT)}>
							Fit
						</button>
					</span>,
				)}
			</figcaption>
		</>
	);
}
