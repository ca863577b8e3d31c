/** A sound or a film that plays while it is made; when all of it is there, it goes on as if nothing had been. */

import { useEffect, useRef, useState } from "preact/hooks";
import { isFileRef, SaveButton, type StreamProps, seconds, useLazy, useView, WhenComplete } from "../../core";

export default function Stream(props: StreamProps) {
	const { output, live } = props;
	const { wire } = useView().store;
	const it = useLazy<typeof import("../../lazy/hls")>("hls");
	const play = it.state === "ready" && it.module.isSupported() ? it.module.play : undefined;
	const [isBroken, setBroken] = useState(false);
	const [length, setLength] = useState(0);
	const player = useRef<HTMLVideoElement>(null);
	const isLive = useRef(live);
	isLive.current = live;
	const file = isFileRef(output.value) ? output.value : null;

	useEffect(() => {
		const { current: media } = player;
		if (!play || !media || !file) return;
		return play(media, { wire, file, isLive: () => isLive.current, onBroken: () => setBroken(true) });
	}, [play, file?.__file__]);

	if (!file || isBroken || (it.state !== "loading" && !play)) return <WhenComplete {...props} />;
	const Player = output.kind as "video"; // or "audio", which can be asked for the same
	return (
		<figure>
			<Player
				ref={player}
				controls
				playsInline
				autoplay={output.autoplay === true}
				aria-label={output.label || file.name}
				onDurationChange={({ currentTarget: { duration } }) => setLength(Number.isFinite(duration) ? duration : 0)}
			/>
			<figcaption class="g-caption">
				<span>{words(length, live)}</span>
				<span class="g-grow" />
				{!live && <SaveButton file={file} />}
			</figcaption>
		</figure>
	);
}

function words(length: number, live: boolean): string {
	if (!live) return length ? seconds(length) : "";
	return length ? `as it comes · ${seconds(length)} so far` : "waiting for the first part";
}
