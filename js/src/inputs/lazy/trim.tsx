/** A sound, and the part of it that is wanted. */

import { useEffect, useRef, useState } from "preact/hooks";
import { type EditProps, seconds, useMedium } from "../../core";
import css from "../../style/inputs/trim.css";
import { cut, decoded } from "../wav";

export { css };

export default function Trim({ file, onFile, onClose }: EditProps) {
	const medium = useMedium(file);
	const [sound, setSound] = useState<AudioBuffer | null>(null);
	const [problem, setProblem] = useState("");
	const [[from, to], setRange] = useState<[number, number]>([0, 0]);
	const playing = useRef<AudioContext | null>(null);
	const [isPlaying, setPlaying] = useState(false);
	const url = medium.state === "ready" ? medium.url : "";

	useEffect(() => {
		if (!url) return;
		fetch(url)
			.then((answer) => answer.arrayBuffer())
			.then(decoded)
			.then(
				(made) => {
					setSound(made);
					setRange([0, made.duration]);
				},
				() => setProblem("The browser cannot read this sound."),
			);
	}, [url]);
	useEffect(() => () => stop(), []);

	function stop(): void {
		void playing.current?.close();
		playing.current = null;
		setPlaying(false);
	}

	function play(): void {
		if (isPlaying || !sound) {
			stop();
			return;
		}
		const context = new AudioContext();
		const source = context.createBufferSource();
		source.buffer = sound;
		source.connect(context.destination);
		source.onended = stop;
		source.start(0, from, to - from);
		playing.current = context;
		setPlaying(true);
	}

	if (problem || medium.state === "failed")
		return (
			<p class="g-problem" role="alert">
				{problem || (medium.state === "failed" ? medium.message : "")}
			</p>
		);
	if (!sound) return <p class="g-soft">Reading the sound…</p>;
	const { duration } = sound;
	const step = Math.max(duration / 500, 0.001);
	const name = `${file.name.replace(/\.[^.]+$/, "")}.wav`;
	const bound = (label: string, value: number, set: (value: number) => void) => (
		<div class="g-row">
			<span class="g-soft g-bound-word" aria-hidden="true">
				{label}
			</span>
			<input
				type="range"
				aria-label={`${label} of ${file.name}`}
				aria-valuetext={seconds(value)}
				min={0}
				max={duration}
				step={step}
				value={value}
				onInput={({ currentTarget }) => set(Number(currentTarget.value))}
			/>
		</div>
	);
	return (
		<div class="g-trim" role="group" aria-label={`Trim ${file.name}`}>
			<Wave sound={sound} from={from} to={to} />
			{bound("Start", from, (value) => setRange([Math.min(value, to - step), to]))}
			{bound("End", to, (value) => setRange([from, Math.max(value, from + step)]))}
			<div class="g-row">
				<button type="button" onClick={play}>
					{isPlaying ? "■ Stop" : "▶ Play"}
				</button>
				<span class="g-soft g-clock">
					{seconds(from)} – {seconds(to)}
				</span>
				<span class="g-grow" />
				<button type="button" onClick={onClose}>
					Close
				</button>
				<button type="button" class="g-run" onClick={() => onFile(cut(sound, from, to, name))}>
					Trim
				</button>
			</div>
		</div>
	);
}

function Wave({ sound, from, to }: { sound: AudioBuffer; from: number; to: number }) {
	const canvas = useRef<HTMLCanvasElement>(null);
	useEffect(() => {
		const pen = canvas.current?.getContext("2d");
		if (!canvas.current || !pen) return;
		const { width, height } = canvas.current;
		const samples = sound.getChannelData(0);
		const colour = getComputedStyle(canvas.current);
		pen.clearRect(0, 0, width, height);
		for (let x = 0; x < width; x += 3) {
			const first = Math.floor((x / width) * samples.length);
			const last = Math.floor(((x + 3) / width) * samples.length);
			const stride = Math.max(1, Math.floor((last - first) / 200));
			let loudest = 0;
			for (let i = first; i < last; i += stride) loudest = Math.max(loudest, Math.abs(samples[i] ?? 0));
			const time = (x / width) * sound.duration;
			pen.fillStyle = time >= from && time <= to ? colour.color : colour.borderTopColor;
			const tall = Math.max(2, loudest * height);
			pen.fillRect(x, (height - tall) / 2, 2, tall);
		}
	}, [sound, from, to]);
	return <canvas class="g-wave" ref={canvas} width={600} height={72} />;
}
