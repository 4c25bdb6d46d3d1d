/**
 * Made by scripts/confusables.mjs out of Unicode's confusables.txt 17.0.0 (2025-07-22); not to be edited. By row:
 * what the characters pass for, and the characters.
 *
 * Copyright © 1991-2025 Unicode, Inc. All rights reserved. Distributed under the Terms of Use in
 * https://www.unicode.org/copyright.html (Unicode License v3, SPDX Unicode-3.0). Permission is hereby granted, free
 * of charge, to any person obtaining a copy of data files and any associated documentation to deal in them without
 * restriction, provided that this copyright and permission notice appear with all copies. THE DATA FILES ARE
 * PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND.
 */
export const PASSES_FOR: readonly (readonly [string, string])[] = [
  ["2", "\u{14bf}\u{a6ef}\u{1bb}"],
  ["3", "\u{1d206}\u{969}\u{ae9}\u{16f3b}\u{118ca}"],
  ["6", "\u{2cd3}\u{431}\u{118d5}"],
  ["7", "\u{1d212}\u{118c6}"],
  ["8", "\u{9ea}\u{a6a}\u{1e8cb}\u{223}\u{1031a}"],
  ["9", "\u{a67}\u{b68}\u{9ed}\u{d6d}\u{2ccb}\u{118cc}\u{118d6}"],
  ["a", "\u{237a}\u{251}\u{3b1}\u{430}\u{15c5}\u{a4ee}\u{16f40}\u{102a0}\u{2376}"],
  ["aa", "\u{a733}"],
  ["ae", "\u{e6}\u{4d5}"],
  ["ao", "\u{a735}"],
  ["ar", "\u{1f707}"],
  ["au", "\u{a737}"],
  ["av", "\u{a739}\u{a73b}"],
  ["ay", "\u{a73d}"],
  [
    "b",
    "\u{1472}\u{15af}\u{15f7}\u{a4d0}\u{10282}\u{102a1}\u{10301}\u{253}\u{1473}\u{183}\u{180}\u{48d}\u{463}\u{432}\u{44c}",
  ],
  [
    "c",
    "\u{1d04}\u{2ca5}\u{441}\u{1004}\u{105a}\u{abaf}\u{1043d}\u{1f74c}\u{118e9}\u{118f2}\u{a4da}\u{102a2}\u{10302}\u{1051c}\u{a2}\u{23c}\u{20a1}\u{1f16e}\u{4ab}",
  ],
  ["d", "\u{501}\u{146f}\u{a4d2}\u{15de}\u{15ea}\u{a4d3}\u{257}\u{256}\u{18c}\u{111}\u{20ab}"],
  ["dz", "\u{2a3}"],
  ["e", "\u{212e}\u{ab32}\u{435}\u{4bd}\u{22ff}\u{2d39}\u{a4f0}\u{10286}\u{247}\u{4bf}"],
  [
    "f",
    "\u{ab35}\u{a799}\u{192}\u{1e9d}\u{584}\u{1d213}\u{15b4}\u{a4dd}\u{118c2}\u{10287}\u{102a5}\u{10525}\u{1d6e}",
  ],
  ["fn", "\u{2a9}"],
  ["g", "\u{261}\u{1d83}\u{18d}\u{581}\u{a4d6}\u{260}\u{1e5}"],
  ["h", "\u{4bb}\u{570}\u{157c}\u{a4e7}\u{102cf}\u{266}\u{a695}\u{127}\u{45b}\u{43d}"],
  [
    "i",
    "\u{2373}\u{131}\u{26a}\u{269}\u{3b9}\u{2c93}\u{456}\u{a647}\u{582}\u{ab75}\u{118c3}\u{2378}\u{268}\u{1d7b}\u{1d7c}",
  ],
  ["j", "\u{3f3}\u{458}\u{148d}\u{a4d9}\u{249}"],
  ["k", "\u{16d5}\u{a4d7}\u{10518}\u{199}\u{20ad}\u{3ba}\u{43a}"],
  [
    "l",
    "\u{5c0}\u{2223}\u{23fd}\u{661}\u{6f1}\u{10320}\u{1e8c7}\u{1c0}\u{4cf}\u{5d5}\u{5df}\u{627}\u{7ca}\u{2d4f}\u{16c1}\u{a4f2}\u{16f28}\u{1028a}\u{10309}\u{11dda}\u{11de1}\u{1d22a}\u{14aa}\u{a4e1}\u{16f16}\u{10526}\u{142}\u{26d}\u{19a}\u{26b}\u{625}\u{673}",
  ],
  ["ll", "\u{2016}\u{2225}\u{1c1}\u{5f0}\u{10199}"],
  ["lls", "\u{10198}"],
  ["ls", "\u{2aa}"],
  ["lt", "\u{20b6}"],
  ["lz", "\u{2ab}"],
  ["m", "\u{15f0}\u{16d6}\u{a4df}\u{102b0}\u{10311}\u{43c}"],
  ["mb", "\u{1f76b}"],
  [
    "n",
    "\u{578}\u{57c}\u{a4e0}\u{10513}\u{1018e}\u{273}\u{19e}\u{14b}\u{3b7}\u{572}\u{1d70}\u{43f}\u{438}",
  ],
  [
    "o",
    "\u{966}\u{9e6}\u{a66}\u{ae6}\u{b66}\u{be6}\u{c66}\u{d66}\u{e50}\u{ed0}\u{1040}\u{17e0}\u{114d0}\u{665}\u{6f5}\u{1d0f}\u{1d11}\u{ab3d}\u{3bf}\u{3c3}\u{2c9f}\u{3ed}\u{43e}\u{10ff}\u{585}\u{5e1}\u{647}\u{6be}\u{6c1}\u{6d5}\u{d20}\u{101d}\u{104ea}\u{118c8}\u{118d7}\u{1042c}\u{7c0}\u{ce6}\u{3007}\u{118e0}\u{2d54}\u{12d0}\u{b20}\u{a4f3}\u{10292}\u{102ab}\u{10516}\u{11de0}\u{6ff}\u{f8}\u{ab3e}\u{2d41}\u{275}\u{a74b}\u{2c91}\u{4e9}\u{473}\u{ab8e}\u{abbb}\u{2296}\u{229d}\u{236c}\u{1d21a}\u{1f714}\u{3b8}\u{2d31}\u{ab74}\u{10d7}\u{1010}",
  ],
  ["oe", "\u{153}"],
  ["oo", "\u{221e}\u{a74f}\u{a699}"],
  [
    "p",
    "\u{2374}\u{fe}\u{1bf}\u{3c1}\u{3f8}\u{2ca3}\u{2ccf}\u{440}\u{146d}\u{a4d1}\u{10295}\u{1a5}\u{1d7d}",
  ],
  ["q", "\u{51b}\u{563}\u{566}\u{2d55}\u{2a0}"],
  ["qe", "\u{1f700}"],
  [
    "r",
    "\u{ab47}\u{ab48}\u{1d26}\u{2c85}\u{433}\u{ab81}\u{1d216}\u{1587}\u{a4e3}\u{16f35}\u{27d}\u{27c}\u{24d}\u{493}\u{1d72}",
  ],
  ["rn", "\u{118e3}\u{11700}\u{20a5}\u{271}\u{1d6f}"],
  [
    "s",
    "\u{a731}\u{1bd}\u{455}\u{d1f}\u{abaa}\u{118c1}\u{10448}\u{a4e2}\u{16f3a}\u{10296}\u{282}\u{1d74}",
  ],
  ["sss", "\u{1f75c}"],
  [
    "t",
    "\u{22a4}\u{27d9}\u{1f768}\u{a4d4}\u{16f0a}\u{10297}\u{102b1}\u{10315}\u{1ad}\u{2361}\u{20ae}\u{167}\u{1d75}\u{442}\u{3c4}",
  ],
  ["tf", "\u{a777}"],
  ["ts", "\u{2a6}"],
  [
    "u",
    "\u{a79f}\u{1d1c}\u{ab4e}\u{ab52}\u{28b}\u{3c5}\u{57d}\u{104f6}\u{118d8}\u{222a}\u{22c3}\u{1200}\u{144c}\u{a4f4}\u{16f42}\u{45f}\u{1d7e}\u{ab9c}\u{446}",
  ],
  ["ue", "\u{1d6b}"],
  ["uo", "\u{ab63}"],
  [
    "v",
    "\u{2228}\u{22c1}\u{1d20}\u{3bd}\u{475}\u{5d8}\u{11706}\u{aba9}\u{118c0}\u{1d20d}\u{667}\u{6f7}\u{2d38}\u{142f}\u{a6df}\u{a4e6}\u{16f08}\u{1051d}\u{10197}\u{1f708}",
  ],
  ["vb", "\u{1f76c}"],
  [
    "w",
    "\u{26f}\u{1d21}\u{2cbd}\u{461}\u{448}\u{51d}\u{561}\u{1170a}\u{1170e}\u{1170f}\u{ab83}\u{118e6}\u{118ef}\u{a4ea}\u{47d}\u{114c5}\u{20a9}\u{a761}",
  ],
  [
    "x",
    "\u{166e}\u{d7}\u{292b}\u{292c}\u{2a2f}\u{445}\u{1541}\u{157d}\u{166d}\u{2573}\u{10322}\u{118ec}\u{2d5d}\u{16b7}\u{a4eb}\u{10290}\u{102b4}\u{10317}\u{10527}\u{2a30}\u{10196}",
  ],
  [
    "y",
    "\u{263}\u{1d8c}\u{28f}\u{1eff}\u{ab5a}\u{3b3}\u{2ca9}\u{443}\u{4af}\u{10e7}\u{118dc}\u{a4ec}\u{16f43}\u{102b2}\u{1b4}\u{24f}\u{4b1}\u{a5}",
  ],
  ["z", "\u{1d22}\u{ab93}\u{118c4}\u{118e5}\u{102f5}\u{a4dc}\u{290}\u{1b6}\u{225}\u{1d76}"],
];
