/** Camera and microphone. */

import { useEffect, useRef, useState } from "preact/hooks";
import { type CaptureProps, seconds } from "../../core";
import css from "../../style/inputs/capture.css";
import { cut, decoded } from "../wav";

export { css };

/** Types that browsers record, the best known to apps first. */
const TYPES = ["video/mp4", "video/webm;codecs=vp9,opus", "video/webm"];

export default function Capture({ what, label, onFile, onClose }: CaptureProps) {
	const [stream, setStream] = useState<MediaStream | null>(null);
	const [problem, setProblem] = useState("");
	const [began, setBegan] = useState<number | null>(null);
	const [now, setNow] = useState(0);
	const recorder = useRef<MediaRecorder | null>(null);
	const screen = useRef<HTMLVideoElement>(null);
	const first = useRef<HTMLButtonElement>(null);

	useEffect(() => {
		let gone = false;
		let opened: MediaStream | undefined;
		navigator.mediaDevices.getUserMedia({ video: what !== "audio", audio: what !== "photo" }).then(
			(given) => {
				opened = given;
				if (gone) stop(given);
				else setStream(given);
			},
			(error) => setProblem(reason(error)),
		);
		return () => {
			gone = true;
			if (recorder.current?.state === "recording") recorder.current.stop();
			if (opened) stop(opened);
		};
	}, []);

	useEffect(() => {
		if (!stream) return;
		if (screen.current) screen.current.srcObject = stream;
		first.current?.focus();
	}, [stream]);

	useEffect(() => {
		if (began === null) return;
		const timer = setInterval(() => setNow(performance.now()), 200);
		return () => clearInterval(timer);
	}, [began]);

	async function shoot(): Promise<void> {
		const { current: film } = screen;
		if (!film?.videoWidth) return;
		const canvas = document.createElement("canvas");
		canvas.width = film.videoWidth;
		canvas.height = film.videoHeight;
		canvas.getContext("2d")?.drawImage(film, 0, 0);
		const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
		if (blob) onFile(new File([blob], "photo.png", { type: "image/png" }));
	}

	function record(): void {
		if (!stream) return;
		const type = what === "video" ? TYPES.find((one) => MediaRecorder.isTypeSupported(one)) : undefined;
		const machine = new MediaRecorder(stream, type ? { mimeType: type } : {});
		const pieces: Blob[] = [];
		machine.ondataavailable = ({ data }) => pieces.push(data);
		machine.onstop = () => void finish(new Blob(pieces, { type: machine.mimeType }));
		machine.start(1000);
		recorder.current = machine;
		setNow(performance.now());
		setBegan(performance.now());
	}

	async function finish(made: Blob): Promise<void> {
		if (recorder.current === null) return; // closed meanwhile
		try {
			if (what === "video") {
				const type = made.type.split(";")[0] ?? "video/webm";
				onFile(new File([made], `film.${type.split("/")[1]}`, { type }));
				return;
			}
			const sound = await decoded(await made.arrayBuffer());
			onFile(cut(sound, 0, sound.duration, "recording.wav"));
		} catch {
			setProblem("The recording cannot be read; it may have been too short.");
		}
	}

	function close(): void {
		recorder.current = null;
		onClose();
	}

	const time = began === null ? "" : seconds(Math.max(0, now - began) / 1000);
	return (
		<div
			class="g-capture"
			role="group"
			aria-label={what === "audio" ? `Microphone for ${label}` : `Camera for ${label}`}
		>
			{what !== "audio" && <video ref={screen} autoPlay muted playsInline aria-label="What the camera sees" />}
			{what !== "photo" && stream && <Level stream={stream} />}
			{problem ? (
				<p class="g-problem" role="alert">
					{problem}
				</p>
			) : (
				!stream && <p class="g-soft">Waiting for your permission…</p>
			)}
			<div class="g-row">
				{stream && what === "photo" && (
					<button type="button" class="g-run" ref={first} onClick={shoot}>
						Take picture
					</button>
				)}
				{stream && what !== "photo" && began === null && (
					<button type="button" class="g-run" ref={first} onClick={record}>
						● Record
					</button>
				)}
				{began !== null && !problem && (
					<button type="button" class="g-run" ref={first} onClick={() => recorder.current?.stop()}>
						■ Stop
					</button>
				)}
				<span class="g-soft g-clock">{time}</span>
				<span class="g-grow" />
				<button type="button" onClick={close}>
					Close
				</button>
			</div>
		</div>
	);
}

/** How loud it is, over the last seconds. */
function Level({ stream }: { stream: MediaStream }) {
	const canvas = useRef<HTMLCanvasElement>(null);
	const [level, setLevel] = useState(0);

	useEffect(() => {
		const context = new AudioContext();
		const analyser = context.createAnalyser();
		analyser.fftSize = 1024;
		context.createMediaStreamSource(stream).connect(analyser);
		const samples = new Float32Array(analyser.fftSize);
		const past: number[] = [];
		const timer = setInterval(() => {
			analyser.getFloatTimeDomainData(samples);
			const power = Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
			// Loudness as ears have it: -60 dB is nothing.
			const loud = Math.max(0, Math.min(1, 1 + (20 * Math.log10(power + 1e-9)) / 60));
			past.push(loud);
			if (past.length > 120) past.shift();
			setLevel(loud);
			draw(canvas.current, past);
		}, 50);
		return () => {
			clearInterval(timer);
			void context.close();
		};
	}, [stream]);

	return (
		<>
			<canvas class="g-level" ref={canvas} width={480} height={48} />
			<meter class="g-visually-hidden" aria-label="Level" min={0} max={1} value={level} />
		</>
	);
}

function draw(canvas: HTMLCanvasElement | null, past: readonly number[]): void {
	const pen = canvas?.getContext("2d");
	if (!canvas || !pen) return;
	const { width, height } = canvas;
	pen.clearRect(0, 0, width, height);
	pen.fillStyle = getComputedStyle(canvas).color;
	past.forEach((loud, i) => {
		const tall = Math.max(2, loud * height);
		pen.fillRect(width - (past.length - i) * 4, (height - tall) / 2, 3, tall);
	});
}

function stop(stream: MediaStream): void {
	for (const track of stream.getTracks()) track.stop();
}

function reason(error: unknown): string {
	const name = error instanceof Error ? error.name : "";
	if (name === "NotAllowedError") return "The browser does not allow it: give this page the permission and try again.";
	if (name === "NotFoundError") return "There is no such device.";
	return `It cannot be opened: ${error instanceof Error ? error.message : error}`;
}
