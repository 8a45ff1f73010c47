"""The commonest long passwords, and the words that most common ones are made of: the first that anybody guesses.

Passwords shorter than twelve characters are refused anyway, so most published lists need not stand here.
"""

import re
from typing import Final

_WHOLE = """
    123456789012 1234567890123 12345678901234 123456789123 123123123123 123456123456 12345678910 123456789101112
    0123456789012 0987654321098 987654321098 098765432109 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qaz2wsx3edc 1qaz2wsx3edc4rfv
    zaq12wsxcde3 q1w2e3r4t5y6 qwertyuiopas qwertyuiopasdf qwertyasdfgh qwerty123456 qazwsxedcrfv asdfghjklzxc
    azertyuiopqs azertyuiopqsdf azerty123456 azertyuiop12 a1z2e3r4t5y6 abcdefghijkl abcdefghijklm abcd1234abcd
    abc123abc123 qwe123qwe123 aze123aze123 correcthorsebatterystaple correct-horse-battery-staple
    correct.horse.battery.staple thequickbrownfox iloveyouforever letmeinplease trustno1trustno1 unbreakable123
"""
_WORDS = """
    password passwords passw0rd motdepasse monmotdepasse nouveaumotdepasse changeme changezmoi changermotdepasse
    administrator administrateur administratrice administration admin root utilisateur user welcome bienvenue bonjour
    bonsoir secret supersecret letmein iloveyou jetaime jetadore doudou loulou chouchou marseille paris strasbourg
    alsace france soleil princesse princess football superman batman starwars pokemon naruto dragon sunshine michael
    nicolas camille caroline alexandre stephanie azerty azertyuiop qwerty qwertyuiop qwertz qwertzuiop asdfgh asdfghjkl
    qsdfgh qsdfghjklm entremise rencontres partenariat partenariats association associations entreprise entreprises
    organisation organisatrice organisateur benevole benevoles mecenat janvier fevrier mars avril juin juillet aout
    septembre octobre novembre decembre printemps automne january february march april june july august september
    october november december summer winter
"""

#: Refused as they are, in small letters.
WHOLE: Final = frozenset(re.findall(r"\S+", _WHOLE))

#: Refused alone, twice in a row, or with figures and signs around them.
WORDS: Final = frozenset(re.findall(r"\S+", _WORDS))
