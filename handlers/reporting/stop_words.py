"""Words that say nothing by themselves, in French and English: articles, pronouns, auxiliaries, linking words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from storage.records import Language

_FRENCH = """
a afin ai aie aient aies ainsi ait alors apres après as assez au aucun aucune aujourd aujourd'hui auquel aura aurai
auraient aurais aurait auras aurez auriez aurions aurons auront aussi autre autres aux auxquels avaient avais avait
avant avec avez aviez avions avoir avons ayant ayez ayons beaucoup bien bref c ça ca car ce ceci cela celle celles
celui cependant certain certaine certaines certains ces cet cette ceux chaque chez ci comme comment contre d dans de
debout dedans dehors deja déjà depuis derriere derrière des desquels deux devant doit doivent donc dont du duquel
durant elle elles en encore enfin entre environ es est et etaient étaient etais étais etait était etant étant etc ete
été etes êtes etiez étiez etions étions etre être eu eue eues euh eurent eus eut eux fais faire fait faites faudrait
faut fois font furent fus fut hors ici il ils j je jusqu jusque l la là laquelle le lequel les lesquelles lesquels leur
leurs lors lorsqu lorsque lui m ma maintenant mais malgre malgré me meme même memes mêmes mes mien mieux mis moi moins
mon moyen n ne ni nos notre nous nouveau on ont or ou où par parce parfois parmi part pas pendant personne peu peut
peuvent peux plus plusieurs plutot plutôt pour pourquoi pourrait pouvoir pres près presque puis puisqu puisque qu quand
que quel quelle quelles quelqu quelque quelques quels qui quoi quoique rien s sa sans sauf se selon sera serai seraient
serais serait seras serez seriez serions serons seront ses seulement si sien sinon soi soient sois soit sommes son sont
sous soyez soyons suis suivant sur surtout t ta tandis tant te tel telle telles tels tes toi ton toujours tous tout
toute toutefois toutes tres très trop tu un une unes uns va vers via voici voila voilà vont vos votre vous vraiment vu y
avoir-été c'est peut-être peut-etre lui-même elle-même nous-mêmes
"""
_ENGLISH = """
a about above after again against all almost already also although always am an and any are aren as at be because been
before being below between both but by can cannot could couldn did didn do does doesn doing don done down during each
either else enough especially etc even ever every few for from further get gets getting got had hadn has hasn have
haven having he her here hers herself him himself his how however i if in into is isn it its itself just least less let
ll lot lots made make many may maybe me might more most much must my myself need needs neither no nor not nothing now of
off often on once one only onto or other others ought our ours ourselves out over own per perhaps please put quite
rather re really s same shan she should shouldn since so some something still such t than that the their theirs them
themselves then there these they thing things this those though through thus to too toward towards two under until up
upon us use very via was wasn we well were weren what whatever when where whether which while who whole whom whose why
will with within without won would wouldn yes yet you your yours yourself yourselves ve m d
"""
STOP_WORDS: Mapping[Language, frozenset[str]] = MappingProxyType(
    {"en": frozenset(_ENGLISH.split()), "fr": frozenset(_FRENCH.split())}
)
