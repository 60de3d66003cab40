"""Draws charts: one canvas of 1200 × 675 on which every kind of chart is laid out in pixels.

Colours are those of Okabe and Ito, which people who do not see red and green apart still tell from each other; labels
stand beside what they name, so that no legend has to be matched. Room is measured before it is used: words are wrapped
or cut to it, and moved apart where they would touch.
"""
